package io.demijohn.tool.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolException.Kind;
import io.demijohn.tool.ToolResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpToolTest {

    private final Outbound outbound = new Outbound();

    @AfterEach
    void stop() {
        outbound.deactivate();
    }

    @Test
    void getSendsTheOtherArgumentsAsQuery() {
        try (Site site = new Site(Site.answer(200, "{\"name\":\"é漢\"}"))) {
            HttpTool tool = Tools.of(outbound, "GET", site.url() + "/u/{id}?a=1", true);
            assertThat(Tools.call(tool, Map.of("id", "a/b ü", "q", "x&y=z")))
                    .isEqualTo(ToolResult.of("{\"name\":\"é漢\"}"));
            Site.Hit hit = site.hits().get(0);
            assertThat(hit.target()).isEqualTo("/u/a%2Fb%20%C3%BC?a=1&q=x%26y%3Dz");
            assertThat(hit.header("X-token")).isEqualTo(Tools.SECRET);
            assertThat(hit.header("Traceparent")).isEqualTo("00-trace");
            assertThat(hit.header("Idempotency-key")).isEmpty();
            assertThat(hit.header("Accept-encoding")).isEmpty();
        }
    }

    @Test
    void postSendsTheOtherArgumentsAsJson() {
        try (Site site = new Site(Site.answer(201, "made"))) {
            HttpTool tool = Tools.of(outbound, "POST", site.url() + "/u/{id}", true);
            Map<String, Object> arguments = new HashMap<>();
            arguments.put("id", 7);
            arguments.put("q", null);
            assertThat(Tools.call(tool, arguments)).isEqualTo(ToolResult.of("made"));
            Site.Hit hit = site.hits().get(0);
            assertThat(hit.method() + " " + hit.target()).isEqualTo("POST /u/7");
            assertThat(hit.body()).isEqualTo("{\"q\":null}");
            assertThat(hit.header("Content-type")).isEqualTo("application/json");
            assertThat(hit.header("Idempotency-key")).isEqualTo("key-1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,NONE",
        "HEAD,NONE",
        "PUT,IDEMPOTENT",
        "DELETE,IDEMPOTENT",
        "POST,EFFECTFUL",
        "PATCH,EFFECTFUL"
    })
    void sideEffectFollowsTheMethod(String method, SideEffect sideEffect) {
        assertThat(Tools.of(outbound, method, "https://x.org/", false).spec().sideEffect())
                .isEqualTo(sideEffect);
    }

    @Test
    void refusalsAreForTheModelAndOutagesForThePlatform() {
        try (Site site =
                new Site(e -> Site.answer(status(e.getRequestURI().getPath()), "no").handle(e))) {
            HttpTool tool = Tools.of(outbound, "GET", site.url() + "/{id}", true);
            assertThat(Tools.call(tool, Map.of("id", 404)))
                    .isEqualTo(ToolResult.failure("HTTP status 404\nno"));
            assertThat(Tools.call(tool, Map.of("id", 500)).failed()).isTrue();
            for (int status : new int[] {429, 502, 503, 504}) {
                boolean refused = status == 429 || status == 503;
                assertThat(Tools.failure(tool, Map.of("id", status)).kind())
                        .isEqualTo(refused ? Kind.UNAVAILABLE : Kind.OUTCOME_UNKNOWN);
            }
        }
        HttpTool gone = Tools.of(outbound, "GET", "http://127.0.0.1:1/", true);
        assertThat(Tools.failure(gone, Map.of()).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void aConnectionThatBreaksAfterTheRequestLeavesTheOutcomeOpen() {
        List<Site.Handler> breaks =
                List.of(
                        exchange -> {
                            throw new IOException("hangs up without an answer");
                        },
                        exchange -> {
                            exchange.sendResponseHeaders(200, 10);
                            exchange.getResponseBody().write('h');
                            throw new IOException("hangs up in the middle of it");
                        });
        for (Site.Handler handler : breaks) {
            try (Site site = new Site(handler)) {
                HttpTool tool = Tools.of(outbound, "POST", site.url() + "/", true);
                assertThat(Tools.failure(tool, Map.of()).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
                assertThat(site.hits()).hasSize(1);
            }
        }
    }

    @Test
    void whatWasNeverSentHasSurelyNotHappened() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> refuseHandshake(plain));
            server.start();
            List<String> urls =
                    List.of(
                            "http://127.0.0.1:1/",
                            "http://nosuch.invalid/",
                            "https://127.0.0.1:" + plain.getLocalPort() + "/");
            for (String url : urls) {
                HttpTool tool = Tools.of(outbound, "POST", url, true);
                assertThat(Tools.failure(tool, Map.of()).kind())
                        .as(url)
                        .isEqualTo(Kind.UNAVAILABLE);
            }
        }
    }

    /** A TLS alert: handshake_failure. */
    private static void refuseHandshake(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read();
            socket.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, 40});
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The client has hung up, as it should.
        }
    }

    private static int status(String path) {
        return Integer.parseInt(path.substring(1));
    }

    @Test
    void cutsALongAnswer() {
        try (Site site = new Site(HttpToolTest::endless)) {
            HttpTool tool = Tools.of(outbound, "GET", site.url() + "/", true);
            ToolResult result = Tools.call(tool, Map.of());
            assertThat(result.text()).hasSize(10_000 + "\n[cut after 10000 bytes]".length());
            assertThat(result.text()).endsWith("x\n[cut after 10000 bytes]");
        }
    }

    private static void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] block = "x".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        try {
            while (true) {
                exchange.getResponseBody().write(block);
            }
        } catch (IOException e) {
            // The tool has read enough and hung up: the only way out of this loop.
        }
    }

    @Test
    void namesTheArgumentThatIsMissingOrLeavesItsPlace() {
        HttpTool tool = Tools.of(outbound, "GET", "https://x.org/a/{id}/b", false);
        ToolException missing = Tools.failure(tool, Map.of());
        assertThat(missing.kind()).isEqualTo(Kind.INVALID_ARGUMENTS);
        assertThat(missing).hasMessage("id is needed for the address");
        assertThat(Tools.failure(tool, Map.of("id", "..")).kind())
                .isEqualTo(Kind.INVALID_ARGUMENTS);
        assertThat(Tools.failure(tool, Map.of("id", "x".repeat(9000))).kind())
                .isEqualTo(Kind.INVALID_ARGUMENTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name | `` | name must be set",
                "name | a b | a tool's name must match",
                "description | `` | description must be set",
                "method | TRACE | method must be one of [GET",
                "side.effect | MAYBE | side.effect must be one of [NONE",
                "parameters | {\"type\":\"string\"} | parameters must be a JSON Schema",
                "parameters | {oops | parameters must be a JSON Schema",
                "parameters | /no/such/file | parameters: /no/such/file cannot be read",
                "url | https://x.org/{who} | url has the placeholder {who}",
                "url | `` | url must be set",
            })
    void namesTheFieldThatIsWrong(String field, String value, String message) {
        Map<String, Object> values =
                new HashMap<>(Map.of("name", "t", "description", "d", "url", "https://x.org/"));
        values.put(field, value);
        assertThatThrownBy(() -> Tools.of(outbound, values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void namesTheSecretThatIsMissing() {
        Map<String, Object> values =
                Map.of(
                        "name", "t",
                        "description", "d",
                        "url", "https://x.org/",
                        "headers", new String[] {"Authorization: secret:NONE"});
        assertThatThrownBy(() -> Tools.of(outbound, values)).hasMessage("secret NONE not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: Bearer", "cookie:", "X-Api-Key:", "X-Auth-Token:"})
    void takesNoCredentialFromTheConfigurationItself(String header) {
        Map<String, Object> values =
                Map.of(
                        "name", "t",
                        "description", "d",
                        "url", "https://x.org/",
                        "headers", new String[] {header + " CANARY"});
        assertThatThrownBy(() -> Tools.of(outbound, values))
                .hasMessageContaining("must be a reference like secret:NAME")
                .hasMessageNotContaining("CANARY");
    }
}
