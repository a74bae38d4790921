package io.demijohn.gateway.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.gateway.internal.TestGateway;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.key.Keys;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.health.Health;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerTest {

    @TempDir Path folder;

    private Listener listener(int port) {
        Settings d = TestGateway.defaults();
        Settings settings =
                new Settings(
                        d.host(),
                        port,
                        d.allowedHosts(),
                        d.corsOrigins(),
                        d.publicUrl(),
                        d.http2(),
                        d.idleTimeout(),
                        d.headerTimeout(),
                        d.requestTimeout(),
                        d.writeTimeout(),
                        d.heartbeat(),
                        d.maxHeaderBytes(),
                        d.maxBodyBytes(),
                        d.maxConnections(),
                        d.minDataRate(),
                        d.metricsOpen(),
                        d.requestLog());
        Platform platform = new Platform();
        return new Listener(
                settings,
                new Routes.Builder().build(),
                new Keys(platform, System::nanoTime),
                platform,
                Duration.ofMillis(50));
    }

    @Test
    void aPortThatIsTakenIsToldAndTriedAgain() throws Exception {
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try (Listener listener = listener(taken.getLocalPort())) {
            assertThat(listener.health().status()).isEqualTo(Health.Status.DOWN);
            assertThat(listener.health().message())
                    .isEqualTo("Gateway cannot listen on 127.0.0.1:" + taken.getLocalPort());
            assertThat(listener.health().fix()).contains("another in etc/io.demijohn.gateway.cfg");
            int port = taken.getLocalPort();
            taken.close();
            long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
            while (listener.port() != port && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(listener.health().status()).isEqualTo(Health.Status.UP);
        }
    }

    @Test
    void http2IsSpokenWithoutTlsWhenItIsOn() throws Exception {
        try (TestGateway gateway = new TestGateway(folder)) {
            HttpResponse<String> answer =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_2)
                            .build()
                            .send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            "http://localhost:"
                                                                    + gateway.port()
                                                                    + "/ok"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.body()).isEqualTo("{\"ok\":true}");
        }
    }
}
