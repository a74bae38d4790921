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
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that break the rules, over raw sockets. After each, an ordinary request works. */
class HostileClientsTest {

    private static final boolean LONG = Boolean.getBoolean("demijohn.drills");
    private static final int SLOW = LONG ? 2_000 : 60;
    private static final int CALLERS = LONG ? 500 : 50;
    private static final int CONNECTIONS = 3_000;
    private static final int CAP = 200;

    @TempDir Path folder;
    private TestGateway gateway;
    private final FakeRouter router = new FakeRouter();

    @BeforeEach
    void start() throws IOException {
        gateway =
                new TestGateway(
                        folder,
                        settings ->
                                TestGateway.settings(
                                        Duration.ofSeconds(2), CONNECTIONS, List.of()));
        gateway.platform.setRouter(router);
    }

    @AfterEach
    void theNextOneIsServed() throws IOException {
        try (Wire wire = new Wire(gateway.port())) {
            assertThat(wire.send("GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n").answer())
                    .startsWith("HTTP/1.1 200");
        } finally {
            gateway.close();
        }
    }

    private String head(String extra) {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                + gateway.key
                + "\r\nContent-Type: application/json\r\n"
                + extra
                + "\r\n";
    }

    private String post(String body) {
        return post(body.getBytes(StandardCharsets.UTF_8).length, body);
    }

    private String post(int length, String body) {
        return head("Content-Length: " + length + "\r\n") + body;
    }

    private static String question(boolean stream) {
        return "{\"model\":\"mock\",\"stream\":"
                + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    private String ask(byte[] request) throws IOException {
        try (Wire wire = new Wire(gateway.port())) {
            return wire.send(request).answer();
        }
    }

    @Test
    void aHeadThatComesByteByByteIsCutAtTheHeaderTimeout() throws Exception {
        List<Wire> slow = new ArrayList<>();
        byte[] request = head("").getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < SLOW; i++) {
            slow.add(new Wire(gateway.port()).send(new byte[] {request[0]}));
        }
        long since = System.nanoTime();
        for (int at = 1; at < 4; at++) {
            for (Wire wire : slow) {
                wire.send(new byte[] {request[at]});
            }
            assertThat(ask("GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes()))
                    .startsWith("HTTP/1.1 200");
        }
        for (Wire wire : slow) {
            assertThat(wire.all()).isEmpty();
            wire.close();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void aBodyThatComesTooSlowlyIsRefused() throws Exception {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(head("Content-Length: 1000000\r\n")).send("{");
            assertThat(wire.all()).startsWith("HTTP/1.1 408").contains("too slowly");
        }
    }

    @Test
    void aReaderWhoDoesNotReadIsLeftBehind() throws Exception {
        try (Wire wire = new Wire(gateway.port(), 4096)) {
            wire.send(post(question(true)));
            FakeRouter.Open call = router.calls().poll(5, SECONDS);
            String piece = "x".repeat(32 * 1024);
            for (int i = 0; i < 400 && router.cancelled().isEmpty(); i++) {
                call.listener().onDelta(new ChatDelta.Text(piece));
            }
            assertThat(router.cancelled().poll(10, SECONDS)).isSameAs(call);
        }
    }

    static List<String> framing() {
        return List.of(
                "Content-Length: -1\r\n",
                "Content-Length: 9223372036854775808\r\n",
                "Content-Length: 12abc\r\n",
                "Content-Length: 2\r\nContent-Length: 3\r\n",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Content-Length : 2\r\n",
                "X-Folded: a\r\n b\r\nContent-Length: 2\r\n",
                "X-Nul: a\0b\r\nContent-Length: 2\r\n",
                "Content-Length: 2\nX-Bare: lf\r\n");
    }

    @ParameterizedTest
    @MethodSource("framing")
    void framingThatCanBeReadInTwoWaysIsRefused(String headers) throws Exception {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(head(headers) + "{}GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String all = wire.all();
            assertThat(all).matches("(?s)HTTP/1.1 (400|501) .*");
            assertThat(all.split("HTTP/1.1 ", -1)).hasSize(2); // one answer, then closed
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeItIsRead() throws Exception {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(head("Content-Length: 10737418240\r\n"));
            assertThat(wire.all()).startsWith("HTTP/1.1 413").contains("4194304");
        }
    }

    @Test
    void aChunkedBodyIsCountedAsItComes() throws Exception {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(head("Transfer-Encoding: chunked\r\n"));
            String chunk = "10000\r\n" + "x".repeat(65536) + "\r\n";
            try {
                for (int i = 0; i < 200; i++) {
                    wire.send(chunk);
                }
            } catch (IOException closed) {
                assertThat(closed).isInstanceOf(java.net.SocketException.class);
            }
            assertThat(router.calls()).isEmpty();
        }
    }

    @Test
    void tooMuchHeadIsRefused() throws Exception {
        String line = "X-Long: " + "a".repeat(100_000) + "\r\n";
        assertThat(ask(head(line).getBytes())).startsWith("HTTP/1.1 431");
        assertThat(ask(head("X-H: 1\r\n".repeat(5000)).getBytes())).startsWith("HTTP/1.1 431");
        String uri = "GET /" + "a".repeat(65_536) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assertThat(ask(uri.getBytes())).matches("(?s)HTTP/1.1 4(14|31) .*");
    }

    @Test
    void compressedBodiesAreRefused() throws Exception {
        assertThat(ask(head("Content-Encoding: gzip\r\nContent-Length: 2\r\n").getBytes()))
                .startsWith("HTTP/1.1 415");
    }

    static List<String> wrongJson() {
        return List.of(
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                "{\"model\":\"mock\",\"model\":\"mock\"}",
                "{\"seed\":1e999999}",
                "{\"temperature\":NaN}",
                "{\"model\":\"\\ud800\"}",
                "{}{}",
                "{\"model\":\"a\" \"b\"}",
                "{\"seed\":" + "9".repeat(5000) + "}",
                "\"text\"",
                "[]",
                "null",
                "{\"model\":7}",
                "{\"model\":\"mock\",\"messages\":{}}",
                "{\"model\":\"mock\",\"messages\":[7]}",
                "{\"model\":\"mock\",\"messages\":[{\"role\":\"king\",\"content\":\"x\"}]}",
                "{\"model\":\"mock\",\"messages\":[]}",
                "{\"model\":\"mock\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stop\":[1]}",
                "{\"model\":\"mock\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"n\":2}",
                "");
    }

    @ParameterizedTest
    @MethodSource("wrongJson")
    void wrongJsonIsRefusedQuicklyAndWithoutDetailsOfOurs(String body) throws Exception {
        long since = System.nanoTime();
        String answer = ask(post(body).getBytes(StandardCharsets.UTF_8));
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("\"error\":{\"message\":\"")
                .doesNotContain("Exception")
                .doesNotContain("\tat ")
                .doesNotContain("com.fasterxml");
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws Exception {
        byte[] body = {'{', '"', 'a', '"', ':', '"', (byte) 0xc0, (byte) 0xaf, '"', '}'};
        byte[] head = post(body.length, "").getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        assertThat(ask(request)).startsWith("HTTP/1.1 400").contains("UTF-8");
    }

    @Test
    void collidingKeysCostNoMoreThanOthers() throws Exception {
        String colliding = keys("Aa", "BB");
        String others = keys("Aa", "Bb");
        assertThat(nanos(others)).isPositive(); // the first one loads classes
        long usual = nanos(others);
        assertThat(nanos(colliding)).isLessThan(10 * usual + Duration.ofSeconds(2).toNanos());
    }

    private static String keys(String zero, String one) {
        StringBuilder body = new StringBuilder("{\"x\":0");
        for (int i = 0; i < 65_536; i++) {
            body.append(",\"");
            for (int bit = 0; bit < 16; bit++) {
                body.append((i >> bit & 1) == 0 ? zero : one);
            }
            body.append("\":0");
        }
        return body.append('}').toString();
    }

    private long nanos(String body) throws IOException {
        long since = System.nanoTime();
        assertThat(ask(post(body).getBytes(StandardCharsets.UTF_8)))
                .startsWith("HTTP/1.1 400")
                .contains("model is missing");
        return System.nanoTime() - since;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallerWhoHangsUpEndsTheModelsCallWithinASecond(boolean stream) throws Exception {
        List<Wire> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(new Wire(gateway.port()).send(post(question(stream))));
        }
        Random random = new Random(7);
        for (int i = 0; i < CALLERS; i++) {
            FakeRouter.Open call = router.calls().poll(5, SECONDS);
            if (stream && random.nextBoolean()) {
                call.listener().onDelta(new ChatDelta.Text("a"));
            }
        }
        long since = System.nanoTime();
        for (Wire caller : callers) {
            if (random.nextBoolean()) {
                caller.reset();
            } else {
                caller.close();
            }
        }
        for (int i = 0; i < CALLERS; i++) {
            assertThat(router.cancelled().poll(5, SECONDS)).isNotNull();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aCallerWhoLeavesInTheMiddleOfItsBodyReachesNoModel() throws Exception {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(head("Content-Length: 100\r\n") + "{\"model\":");
            wire.reset();
        }
        assertThat(router.calls().poll(300, java.util.concurrent.TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        String ok = "GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String no = "GET /no HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(ok + no + ok);
            assertThat(wire.answer()).startsWith("HTTP/1.1 200");
            assertThat(wire.answer()).startsWith("HTTP/1.1 404");
            assertThat(wire.answer()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aRequestSentWhileAnotherIsAnsweredIsKept() throws Exception {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(post(question(false)));
            FakeRouter.Open call = router.calls().poll(5, SECONDS);
            wire.send("GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n");
            // longer than the watch needs to have read it
            assertThat(router.cancelled().poll(700, java.util.concurrent.TimeUnit.MILLISECONDS))
                    .isNull();
            call.listener()
                    .onError(
                            new io.demijohn.model.ModelException(
                                    io.demijohn.model.ModelException.Kind.UNAVAILABLE, "down"));
            assertThat(wire.answer()).startsWith("HTTP/1.1 502");
            assertThat(wire.answer()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void moreConnectionsThanTheCapAreToldToComeBack() throws Exception {
        gateway.close();
        gateway =
                new TestGateway(
                        folder.resolve("small"),
                        settings -> TestGateway.settings(Duration.ofSeconds(20), CAP, List.of()));
        byte[] ok = "GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes();
        List<Wire> all = new ArrayList<>();
        for (int i = 0; i < CAP + 20; i++) {
            all.add(new Wire(gateway.port()).send(ok)); // who says nothing is not waited for
        }
        int served = 0;
        for (Wire wire : all) {
            String answer = wire.answer();
            served += answer.startsWith("HTTP/1.1 200") ? 1 : 0;
            assertThat(answer).containsPattern("HTTP/1.1 200|HTTP/1.1 503[^{]*Retry-After: 1");
        }
        assertThat(served).isEqualTo(CAP);
        for (Wire wire : all) {
            wire.close();
        }
        String answer = "";
        for (int i = 0; i < 100 && !answer.startsWith("HTTP/1.1 200"); i++) {
            answer = ask(ok);
        }
        assertThat(answer).startsWith("HTTP/1.1 200");
    }

    @Test
    void anErrorAfterTheFirstPieceIsNotTakenForAnEnd() throws Exception {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(post(question(true)));
            FakeRouter.Open call = router.calls().poll(5, SECONDS);
            call.listener().onDelta(new ChatDelta.Text("half"));
            call.listener()
                    .onError(
                            new io.demijohn.model.ModelException(
                                    io.demijohn.model.ModelException.Kind.TRUNCATED, "cut"));
            assertThat(wire.all())
                    .contains("half")
                    .contains("\"error\":{\"message\":\"cut\"")
                    .doesNotContain("[DONE]")
                    .doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void aSilentStreamHasHeartbeatsOfOneLine() throws Exception {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(post(question(true)));
            FakeRouter.Open call = router.calls().poll(5, SECONDS);
            call.listener().onDelta(new ChatDelta.Text("a"));
            assertThat(wire.until("heartbeat\n")).endsWith("\n: heartbeat\n");
        }
    }
}
