package io.demijohn.gateway.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.demijohn.gateway.internal.TestGateway;
import io.demijohn.gateway.internal.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrontDoorTest {

    @TempDir Path folder;
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway =
                new TestGateway(
                        folder,
                        settings ->
                                TestGateway.settings(
                                        Duration.ofSeconds(2),
                                        1000,
                                        List.of("https://app.example.org")));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private String ask(String request) throws IOException {
        try (Wire wire = new Wire(gateway.port())) {
            return wire.send(request).answer();
        }
    }

    private String get(String path, String... headers) throws IOException {
        return ask(
                "GET "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\n"
                        + String.join("", headers)
                        + "\r\n");
    }

    @Test
    void anOpenRouteNeedsNoKey() throws IOException {
        assertThat(get("/ok")).startsWith("HTTP/1.1 200").endsWith("{\"ok\":true}");
    }

    @ParameterizedTest
    @CsvSource({"/ok", "/info", "/openapi.json", "/health/live", "/health/ready"})
    void withoutAKeyNobodyMakesUsKeepABody(String path) throws IOException {
        assertThat(get(path, "Content-Length: 1025\r\n"))
                .startsWith("HTTP/1.1 413")
                .contains("larger than 1024 bytes");
        assertThat(
                        ask(
                                "GET "
                                        + path
                                        + " HTTP/1.1\r\nHost: localhost\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n401\r\n"
                                        + "x".repeat(1025)
                                        + "\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void methodsWithoutABodyKeepNoneEither() throws IOException {
        String key = "x-api-key: " + gateway.key + "\r\n";
        assertThat(get("/v1/models", key, "Content-Length: 4000000\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(
                        ask(
                                "DELETE /assistants/agent HTTP/1.1\r\nHost: localhost\r\n"
                                        + key
                                        + "Content-Length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 503"); // looked for the runtime
    }

    @Test
    void everyAnswerHasAnIdAndIsNotCached() throws IOException {
        assertThat(get("/ok")).containsIgnoringCase("x-request-id: ").contains("no-store");
    }

    @Test
    void aMissingKeyIsRefusedInTheDialectOfTheAddress() throws IOException {
        assertThat(get("/threads/x"))
                .startsWith("HTTP/1.1 401")
                .contains("{\"detail\":\"An API key");
        assertThat(get("/v1/models"))
                .startsWith("HTTP/1.1 401")
                .contains("\"error\":{\"message\":\"An API key")
                .contains("\"type\":\"authentication_error\"");
    }

    @Test
    void bothHeadersCarryAKey() throws IOException {
        assertThat(get("/v1/models", "x-api-key: " + gateway.key + "\r\n"))
                .startsWith("HTTP/1.1 503"); // let in; there is no router
        assertThat(get("/v1/models", "Authorization: Bearer " + gateway.key + "\r\n"))
                .startsWith("HTTP/1.1 503")
                .containsIgnoringCase("retry-after: ");
    }

    @Test
    void anUnknownPathAndAWrongMethodAreTold() throws IOException {
        assertThat(get("/nothing")).startsWith("HTTP/1.1 404").contains("/openapi.json");
        assertThat(ask("DELETE /ok HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 405")
                .contains("Use GET");
    }

    @Test
    void aHeadOfAGetHasNoBody() throws IOException {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send("HEAD /ok HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(wire.all()).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "127.0.0.1:8140, 200",
        "[::1]:8140, 200",
        "gateway.test, 200",
        "rebound.attacker.example, 421"
    })
    void onlyOurNamesAreServed(String host, int status) throws IOException {
        assertThat(ask("GET /ok HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }

    @Test
    void thePublicNameIsOursHoweverItIsWritten() {
        Settings d = TestGateway.defaults();
        HostGuard guard =
                new HostGuard(
                        new Settings(
                                d.host(),
                                d.port(),
                                d.allowedHosts(),
                                d.corsOrigins(),
                                "https://Agents.Example.org",
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
                                d.requestLog()));
        assertThatCode(() -> guard.check("agents.example.org")).doesNotThrowAnyException();
        assertThatCode(() -> guard.check("AGENTS.example.ORG")).doesNotThrowAnyException();
    }

    @Test
    void anAllowedOriginGetsItsHeadersAndAnotherDoesNot() throws IOException {
        assertThat(get("/ok", "Origin: https://app.example.org\r\n"))
                .contains("Access-Control-Allow-Origin: https://app.example.org")
                .contains("Content-Location");
        assertThat(get("/ok", "Origin: https://evil.example\r\n"))
                .doesNotContain("Access-Control-Allow-Origin");
    }

    @Test
    void aPreflightNeedsNoKey() throws IOException {
        String answer =
                ask(
                        "OPTIONS /threads HTTP/1.1\r\nHost: localhost\r\n"
                                + "Origin: https://app.example.org\r\n"
                                + "Access-Control-Request-Method: POST\r\n"
                                + "Access-Control-Request-Headers: x-api-key\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 204")
                .contains("x-api-key")
                .contains("last-event-id");
    }

    @ParameterizedTest
    @CsvSource({
        "/threads/%00/state",
        "/../etc/demijohn.keys",
        "/threads/..%2f..%2fetc",
        "//ok",
        "/./ok",
        "/ok/",
        "/threads/%2e%2e/state",
        "/threads/%252e/state",
        "/threads/%c0%ae/state",
        "/threads/a%5cb/state",
        "/threads/a;x=1/%0d%0a"
    })
    void pathsThatCanBeReadInTwoWaysReachNothing(String path) throws IOException {
        assertThat(get(path, "x-api-key: " + gateway.key + "\r\n"))
                .matches("(?s)HTTP/1.1 4(00|04|22) .*");
    }

    @Test
    void manyWrongKeysAreSlowedDownButARightOneIsNot() throws IOException {
        String last = "";
        for (int i = 0; i < 30; i++) {
            last = get("/threads/x", "x-api-key: wrong" + i + "\r\n");
        }
        assertThat(last).startsWith("HTTP/1.1 429").containsIgnoringCase("retry-after: ");
        assertThat(get("/v1/models", "x-api-key: " + gateway.key + "\r\n"))
                .startsWith("HTTP/1.1 503");
    }

    @Test
    void readinessNamesWhatIsMissing() throws IOException {
        assertThat(get("/health/live")).startsWith("HTTP/1.1 200");
        assertThat(get("/health/ready"))
                .startsWith("HTTP/1.1 503")
                .contains("\"name\":\"runtime\"")
                .contains("\"name\":\"router\"");
    }
}
