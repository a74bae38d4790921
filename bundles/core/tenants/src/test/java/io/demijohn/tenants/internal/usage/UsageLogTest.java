package io.demijohn.tenants.internal.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.model.Usage;
import io.demijohn.tenant.CallOutcome.End;
import io.demijohn.tenant.UsageQuery;
import io.demijohn.tenant.UsageQuery.Dimension;
import io.demijohn.tenant.UsageReport;
import io.demijohn.tenant.UsageRow;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageLogTest {

    private static final UsageLog.Bounds BOUNDS = new UsageLog.Bounds(1_000, 1L << 20, 1L << 30);
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);

    @TempDir Path folder;
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");

    private UsageLog open(UsageLog.Bounds bounds) throws IOException {
        return new UsageLog(folder, () -> now, bounds, 90);
    }

    private UsageLog open() throws IOException {
        return open(BOUNDS);
    }

    private UsageRecord call(String tenant, String key) {
        return new UsageRecord(
                now,
                tenant,
                "blue",
                key,
                "gpt",
                "chat",
                End.COMPLETE,
                Optional.of(new Usage(100, 10, 40, 3, 5)),
                Optional.of(new BigDecimal("0.00037")),
                "request");
    }

    private static UsageReport report(UsageLog log, Map<Dimension, String> only, Dimension... by) {
        return log.totals()
                .report(
                        new UsageQuery(only, TODAY.minusDays(90), TODAY.plusDays(90), Set.of(by)),
                        "USD");
    }

    private static long calls(UsageLog log) {
        return report(log, Map.of()).total().calls();
    }

    private static void addAll(UsageLog log, int count, UsageRecord one) {
        for (int i = 0; i < count; i++) {
            assertThat(log.add(one)).isTrue();
        }
    }

    @Test
    void whatWasWrittenIsThereAfterAProperEnd() throws IOException {
        UsageLog log = open();
        addAll(log, 3, call("acme", "k1"));
        addAll(log, 2, call("other", "k2"));
        log.close();
        UsageLog next = open();
        assertThat(next.found()).isEqualTo(new Recovery.Result(5, 0, 0, 0, true));
        UsageRow acme = report(next, Map.of(Dimension.TENANT, "acme"), Dimension.KEY).rows().get(0);
        assertThat(acme)
                .isEqualTo(
                        new UsageRow(
                                Map.of(Dimension.KEY, "k1"),
                                3,
                                0,
                                0,
                                300,
                                120,
                                15,
                                30,
                                9,
                                new BigDecimal("0.00111")));
        assertThat(report(next, Map.of(), Dimension.TENANT, Dimension.DAY).rows())
                .extracting(row -> row.of().get(Dimension.TENANT))
                .containsExactly("acme", "other");
    }

    @Test
    void whatAKilledProcessHadNotWrittenIsMissingAndSaidSo() throws IOException {
        UsageLog log = open();
        addAll(log, 3, call("acme", "k1"));
        log.flush();
        log.begin();
        addAll(log, 4, call("acme", "k1"));
        UsageLog next = open(); // the first one is never heard of again
        assertThat(next.found()).isEqualTo(new Recovery.Result(3, 4, 1, 0, false));
        assertThat(calls(next)).isEqualTo(3);
        assertThat(report(next, Map.of()).missing()).isEqualTo(4);
        addAll(next, 2, call("acme", "k1"));
        next.close();
        UsageLog third = open();
        assertThat(third.found()).isEqualTo(new Recovery.Result(9, 0, 0, 0, true));
        assertThat(calls(third)).isEqualTo(5);
        assertThat(report(third, Map.of()).missing()).isEqualTo(4);
    }

    @Test
    void aTornLineIsMissingAndCountedOnce() throws IOException {
        UsageLog log = open();
        addAll(log, 3, call("acme", "k1"));
        log.flush();
        Path file = files().get(0);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(
                file,
                java.util.Arrays.copyOf(bytes, bytes.length - 10),
                StandardOpenOption.TRUNCATE_EXISTING);
        UsageLog next = open();
        assertThat(next.found()).isEqualTo(new Recovery.Result(2, 1, 0, 1, false));
        assertThat(calls(next)).isEqualTo(2);
        assertThat(report(next, Map.of()).missing()).isEqualTo(1);
    }

    @Test
    void nothingIsCountedTwiceHoweverOftenAndWhereverItIsKilled() throws IOException {
        long written = 0;
        for (int life = 0; life < 20; life++) {
            UsageLog log = open(new UsageLog.Bounds(1_000, 2_000, 1L << 30));
            assertThat(calls(log)).as("life %s", life).isEqualTo(written);
            addAll(log, life, call("acme", "k1"));
            log.flush();
            written += life;
            if (life % 3 == 0) {
                log.close();
            }
        }
        assertThat(files().size()).isGreaterThan(10);
    }

    @Test
    void damagedTotalsAreMadeAgainFromTheLog() throws IOException {
        UsageLog log = open();
        addAll(log, 3, call("acme", "k1"));
        log.close();
        Files.writeString(folder.resolve("totals"), "00000000 {}\n");
        assertThat(calls(open())).isEqualTo(3);
    }

    @Test
    void whenTooManyWaitTheRestIsLostAndCounted() throws IOException {
        UsageLog log = open(new UsageLog.Bounds(10, 1L << 20, 1L << 30));
        for (int i = 0; i < 15; i++) {
            assertThat(log.add(call("acme", "k1"))).isEqualTo(i < 10);
        }
        log.flush();
        assertThat(calls(log)).isEqualTo(10);
        assertThat(report(log, Map.of()).missing()).isEqualTo(5);
        log.close();
        UsageLog next = open();
        assertThat(next.found().missing()).isZero();
        assertThat(report(next, Map.of()).missing()).isEqualTo(5);
    }

    @Test
    void manyThreadsLoseNothing() throws Exception {
        UsageLog log = open(new UsageLog.Bounds(100_000, 100_000, 1L << 30));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 8; i++) {
            threads.execute(() -> addAll(log, 2_000, call("acme", "k1")));
        }
        threads.shutdown();
        while (!threads.isTerminated()) {
            log.flush();
        }
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        log.flush();
        assertThat(calls(log)).isEqualTo(16_000);
        assertThat(report(log, Map.of()).total().cost()).isEqualByComparingTo("5.92");
        assertThat(calls(open())).isEqualTo(16_000);
    }

    @Test
    void oldFilesGoAndTheirSumsStay() throws IOException {
        UsageLog log = open(new UsageLog.Bounds(1_000, 2_000, 5_000));
        for (int i = 0; i < 20; i++) {
            addAll(log, 10, call("acme", "k1"));
            log.flush();
        }
        assertThat(files()).hasSizeLessThan(5);
        assertThat(calls(open(BOUNDS))).isEqualTo(200);
    }

    @Test
    void oldDaysAreForgotten() throws IOException {
        UsageLog log = open();
        addAll(log, 1, call("acme", "k1"));
        log.flush();
        now = now.plus(Duration.ofDays(91));
        addAll(log, 1, call("acme", "k1"));
        log.flush();
        assertThat(log.totals().size()).isEqualTo(1);
    }

    @Test
    void whatNobodyCanPriceIsUnpricedAndNotFree() throws IOException {
        UsageLog log = open();
        for (End end : End.values()) {
            log.add(
                    new UsageRecord(
                            now,
                            "acme",
                            "",
                            "",
                            "gpt",
                            "chat",
                            end,
                            Optional.empty(),
                            Optional.empty(),
                            "request"));
        }
        log.close();
        UsageRow all = report(open(), Map.of()).total();
        assertThat(all.calls()).isEqualTo(4);
        assertThat(all.failed()).isEqualTo(3);
        assertThat(all.unpriced()).isEqualTo(3);
        assertThat(all.cost()).isZero();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
    }
}
