package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.itests.support.Api;
import io.demijohn.itests.support.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What holds after every case, seen from outside the process. */
final class Invariants {

    private final Node node;
    private final Api other;
    private final String othersText;
    private final String othersThread;
    private long logRead;

    Invariants(Node node, String otherKey, String othersText) {
        this.node = node;
        this.othersText = othersText;
        other = new Api("http://127.0.0.1:" + node.port(), otherKey);
        Await.until(
                () -> other.exchange("POST", "/threads/search", "{}").statusCode(),
                status -> status == 200);
        JsonNode thread =
                other.post("/threads", "{\"metadata\":{\"note\":\"" + othersText + "\"}}");
        othersThread = thread.get("thread_id").asText();
        other.post(
                "/threads/" + othersThread + "/runs/wait",
                "{\"assistant_id\":\"agent\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\""
                        + othersText
                        + "\"}]}}");
    }

    /** Waits until the process is back where it was (I5); everything else holds at once. */
    Vitals assertHeld(Vitals before) throws IOException {
        assertThat(node.platform.api().exchange("GET", "/health/ready", "").statusCode())
                .as("I7 readiness")
                .isEqualTo(200);
        node.ledger.turn();
        node.ledger.assertKept(false);
        assertTenantsApart();
        assertNoSecret(newLog(), "the log");
        Statuses.assertDocumented();
        return Await.until(node.jmx::vitals, now -> now.isBackTo(before));
    }

    private void assertTenantsApart() {
        Api mine = node.platform.api();
        String seen =
                mine.post("/threads/search", "{\"limit\":1000}").toString()
                        + mine.post("/assistants/search", "{}")
                        + mine.exchange("GET", "/metrics", "").body();
        assertThat(seen).as("I3").doesNotContain(othersText).doesNotContain(othersThread);
        assertThat(mine.exchange("GET", "/threads/" + othersThread, "").statusCode())
                .as("I3")
                .isEqualTo(404);
        assertThat(other.post("/threads/search", "{\"limit\":1000}")).as("I3").hasSize(1);
    }

    /** What was logged since the last look: a secret, and what tenants write, must not be there. */
    private String newLog() throws IOException {
        Path file = node.platform.data().resolve("data/log/karaf.log");
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            if (log.length() < logRead) {
                logRead = 0;
            }
            byte[] bytes = new byte[(int) (log.length() - logRead)];
            log.seek(logRead);
            log.readFully(bytes);
            logRead += bytes.length;
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    void assertNoSecret(String text, String where) {
        for (String secret : Secrets.ALL) {
            assertThat(text).as("I4: %s", where).doesNotContain(secret);
        }
        assertThat(text)
                .as("I3 and I4: %s", where)
                .doesNotContain(othersText)
                .doesNotContain(node.key())
                .doesNotContain(node.platform.adminPassword());
    }
}
