package io.demijohn.gateway.internal.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.gateway.internal.TestGateway;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much the gateway costs over Jetty alone. The short form shows that nothing fails under load;
 * its figures are for the eye. {@code -Pdrills} measures long enough for figures to be published.
 */
class GatewayLoadTest {

    private static final boolean LONG = Boolean.getBoolean("demijohn.drills");
    private static final double SECONDS = LONG ? 3 : 0.5;
    private static final int ROUNDS = LONG ? 5 : 1;
    private static final int CONNECTIONS = 16;
    private static final int ANSWER_BYTES = 739;
    private static final String QUESTION =
            "{\"model\":\"mock\",\"messages\":[{\"role\":\"user\",\"content\":\""
                    + "q".repeat(200)
                    + "\"}]";

    @TempDir Path folder;

    private record Row(String name, Load load) {}

    private final List<String> table = new ArrayList<>();

    private static String post(String key, String body) {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                + key
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void nothingFailsUnderLoad() throws Exception {
        try (BareJetty bare = new BareJetty(ANSWER_BYTES);
                TestGateway gateway = new TestGateway(folder)) {
            gateway.platform.setRouter(new EchoRouter());
            String get = "GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n";
            String whole = post(gateway.key, QUESTION + "}");
            List<Row> rows =
                    List.of(
                            new Row("bare Jetty, POST", new Load(bare.port(), whole)),
                            new Row("GET /ok", new Load(gateway.port(), get)),
                            new Row("chat completion", new Load(gateway.port(), whole)),
                            new Row(
                                    "chat stream, 20 pieces",
                                    new Load(
                                            gateway.port(),
                                            post(gateway.key, QUESTION + ",\"stream\":true}"))));
            for (Row row : rows) {
                row.load().run(CONNECTIONS, 0, SECONDS);
            }
            rounds(rows, 0);
            rounds(rows, 100);
        }
        Files.write(Path.of("target", "gateway-load.txt"), table);
    }

    // They take turns, so that other work on the machine hits all of them.
    private void rounds(List<Row> rows, double rate) throws Exception {
        Map<String, Sum> sums = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Row row : rows) {
                sums.computeIfAbsent(row.name(), name -> new Sum()).add(row.load(), rate);
            }
        }
        sums.forEach((name, sum) -> table.add(sum.line(name, rate)));
        sums.forEach((name, sum) -> assertThat(sum.errors).as(name).isZero());
    }

    /** All rounds of a row. */
    private static final class Sum {
        private final Histogram micros = new Histogram(3);
        private final List<Double> perSecond = new ArrayList<>();
        private long errors;
        private long cpu;

        void add(Load load, double rate) throws Exception {
            long before = cpu();
            Load.Figures figures = load.run(rate == 0 ? CONNECTIONS : 4, rate, SECONDS);
            cpu += cpu() - before;
            micros.add(figures.micros());
            perSecond.add(figures.perSecond());
            errors += figures.errors();
        }

        String line(String name, double rate) {
            perSecond.sort(null);
            return String.format(
                    Locale.ROOT,
                    "%-24s %-9s %,9.0f/s  p50 %.2f ms  p99 %.2f ms  CPU of client and server %.3f"
                            + " ms  errors %d",
                    name,
                    rate == 0 ? "flat out" : (int) rate + "/s",
                    perSecond.get(perSecond.size() / 2),
                    micros.getValueAtPercentile(50) / 1e3,
                    micros.getValueAtPercentile(99) / 1e3,
                    cpu / 1e6 / Math.max(1, micros.getTotalCount()),
                    errors);
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
