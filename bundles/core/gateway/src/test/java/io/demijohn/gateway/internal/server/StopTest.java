package io.demijohn.gateway.internal.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.gateway.internal.FakeRouter;
import io.demijohn.gateway.internal.TestGateway;
import io.demijohn.gateway.internal.Wire;
import io.demijohn.model.ChatDelta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a client does, or does not do, keeps the server from stopping. */
class StopTest {

    private static final int READERS = 50;
    private static final int PIECES = 100;

    @TempDir Path folder;
    private final FakeRouter router = new FakeRouter();

    @Test
    void readersThatTakeNothingDoNotHoldItUp() throws Exception {
        TestGateway gateway =
                new TestGateway(
                        folder,
                        settings -> TestGateway.settings(Duration.ofMinutes(5), 1000, List.of()));
        gateway.platform.setRouter(router);
        List<Wire> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(ask(gateway));
            FakeRouter.Open call = router.calls().poll(5, SECONDS);
            String piece = "x".repeat(32 * 1024);
            for (int sent = 0; sent < PIECES; sent++) {
                call.listener().onDelta(new ChatDelta.Text(piece));
            }
        }
        CompletableFuture.runAsync(gateway::close).get(60, SECONDS);
        for (Wire reader : readers) {
            reader.close();
        }
        assertThat(readers).hasSize(READERS);
    }

    private static Wire ask(TestGateway gateway) throws IOException {
        String body =
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return new Wire(gateway.port(), 4096)
                .send(
                        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                                + gateway.key
                                + "\r\nContent-Type: application/json\r\nContent-Length: "
                                + length
                                + "\r\n\r\n"
                                + body);
    }
}
