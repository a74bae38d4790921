package io.demijohn.itests.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.demijohn.itests.crash.EventReader.Event;
import io.demijohn.itests.support.Http;
import io.demijohn.itests.support.TimedBody;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A platform that begins an answer and never ends it fails a test, and does not hang it. */
class LimitsTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static HttpServer server;

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/endless", LimitsTest::begin);
        server.createContext(
                "/whole",
                exchange -> {
                    begin(exchange);
                    exchange.close();
                });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private static void begin(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write("id: 1\ndata: x\n\n".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    @Test
    void anAnswerThatNeverEndsIsSaid() {
        assertThatThrownBy(() -> Http.send(HTTP, request("/endless"), SHORT))
                .isInstanceOf(HttpTimeoutException.class)
                .hasMessageContaining("GET /endless")
                .hasMessageContaining("PT0.3S");
    }

    @Test
    void aStreamThatNeverEndsIsSaidAfterWhatCame() throws IOException {
        try (var reader = new EventReader(Http.open(HTTP, request("/endless"), SHORT).body())) {
            assertThat(reader.next()).isEqualTo(new Event("1", "message", "x"));
            assertThatThrownBy(reader::next)
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("GET /endless: the answer has not ended within PT0.3S");
        }
    }

    @Test
    void aStreamThatEndsIsReadToItsEnd() throws IOException {
        try (var reader = new EventReader(Http.open(HTTP, request("/whole"), LONG).body())) {
            assertThat(reader.next()).isEqualTo(new Event("1", "message", "x"));
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void aBodyMayBeClosedBeforeItBegins() throws IOException {
        var body = TimedBody.within("GET /late", LONG).apply(null);
        body.getBody().toCompletableFuture().join().close();
        AtomicBoolean cancelled = new AtomicBoolean();
        body.onSubscribe(
                new Flow.Subscription() {
                    @Override
                    public void request(long parts) {
                        throw new AssertionError("nobody reads it");
                    }

                    @Override
                    public void cancel() {
                        cancelled.set(true);
                    }
                });
        assertThat(cancelled).isTrue();
    }

    private static HttpRequest request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path))
                .build();
    }
}
