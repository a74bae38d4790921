package io.demijohn.tenants.internal.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.model.Usage;
import io.demijohn.tenant.CallOutcome.End;
import io.demijohn.tenant.UsageQuery;
import io.demijohn.tenant.UsageReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own, which is killed as {@code kill -9} does it. */
class UsageKillTest {

    private static final int WRITTEN = 700;
    private static final int WAITING = 50;
    private static final int LIVES = 3;

    @TempDir Path folder;

    /** Writes records and leaves some waiting, then says so and waits to be killed. */
    public static final class Victim {
        private Victim() {}

        public static void main(String[] args) throws IOException {
            UsageLog log = open(Path.of(args[0]));
            add(log, WRITTEN);
            log.flush();
            log.begin();
            add(log, WAITING);
            System.out.println("ready");
            if (System.in.read() < 0) {
                System.out.println("nobody killed me");
            }
        }

        private static void add(UsageLog log, int count) {
            for (int i = 0; i < count; i++) {
                log.add(
                        new UsageRecord(
                                Instant.now(),
                                "acme",
                                "",
                                "k1",
                                "gpt",
                                "chat",
                                End.COMPLETE,
                                Optional.of(Usage.of(3, 1)),
                                Optional.of(new BigDecimal("0.01")),
                                "request"));
            }
        }
    }

    private static UsageLog open(Path folder) throws IOException {
        UsageLog.Bounds bounds = new UsageLog.Bounds(10_000, 1L << 20, 1L << 30);
        return new UsageLog(folder, InstantSource.system(), bounds, 90);
    }

    private void live() throws Exception {
        Process victim =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Victim.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("ready");
        } finally {
            victim.destroyForcibly();
        }
        assertThat(victim.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void onlyWhatWaitedIsMissingAndNothingIsCountedTwice() throws Exception {
        for (int i = 0; i < LIVES; i++) {
            live();
        }
        UsageLog log = open(folder);
        assertThat(log.found().missing()).isEqualTo(WAITING);
        assertThat(log.found().underWay()).isEqualTo(1);
        LocalDate today = LocalDate.now(java.time.ZoneOffset.UTC);
        UsageReport report =
                log.totals()
                        .report(
                                new UsageQuery(
                                        Map.of(), today.minusDays(1), today.plusDays(1), Set.of()),
                                "USD");
        assertThat(report.total().calls()).isEqualTo(LIVES * WRITTEN);
        assertThat(report.total().cost()).isEqualByComparingTo("21");
        assertThat(report.missing()).isEqualTo(LIVES * WAITING);
        log.close();
    }
}
