package io.demijohn.gateway.internal.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.gateway.internal.TestGateway;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much the gateway costs over Jetty alone. The short form shows that nothing fails under load;
 * its figures are for the eye. {@code -Pdrills} measures long enough for figures to be published.
 */
class GatewayLoadTest {

    private static final boolean LONG = Boolean.getBoolean("demijohn.drills");
    private static final double WARM = LONG ? 10 : 1;
    private static final double MEASURE = LONG ? 20 : 1;
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
                row.load().run(CONNECTIONS, 0, WARM);
            }
            for (Row row : rows) {
                measure(row, 0);
            }
            for (Row row : rows) {
                measure(row, 100);
            }
        }
        Files.write(Path.of("target", "gateway-load.txt"), table);
    }

    private void measure(Row row, double rate) throws Exception {
        long cpu = cpu();
        Load.Figures figures = row.load().run(rate == 0 ? CONNECTIONS : 4, rate, MEASURE);
        double each = (cpu() - cpu) / 1e6 / Math.max(1, figures.micros().getTotalCount());
        table.add(
                String.format(
                        Locale.ROOT,
                        "%-24s %-9s %s  CPU of client and server %.3f ms",
                        row.name(),
                        rate == 0 ? "flat out" : (int) rate + "/s",
                        figures,
                        each));
        assertThat(figures.errors()).as(row.name()).isZero();
        assertThat(figures.micros().getTotalCount()).as(row.name()).isPositive();
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
