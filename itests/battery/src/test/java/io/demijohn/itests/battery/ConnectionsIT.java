package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.itests.support.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections that take their time, take no answer, or are too many. */
@ExtendWith(Shared.class)
class ConnectionsIT {

    private static final int PROBES = 200;
    private static final String QUESTION =
            "{\"assistant_id\":\"agent\",\"input\":{\"messages\":\"hello\"}}";

    private final Node node;

    ConnectionsIT(Node node) {
        this.node = node;
    }

    @Test
    void slowHeads() throws Exception {
        int clients = Scale.of(300, 2_000);
        Case.run(
                node,
                "A1",
                "slowloris: " + Scale.text(300, 2_000) + " connections, heads byte by byte",
                "closed at the header timeout (" + Node.HEADER_TIMEOUT + " s), others served",
                () -> {
                    long quiet = p99();
                    List<Wire> slow = new ArrayList<>();
                    long since = System.nanoTime();
                    for (int i = 0; i < clients; i++) {
                        slow.add(new Wire(node.port()).send("P"));
                    }
                    for (Wire wire : slow) {
                        wire.send("O");
                    }
                    long busy = p99();
                    for (Wire wire : slow) {
                        assertThat(wire.all()).isEmpty();
                        wire.close();
                    }
                    long took = seconds(since);
                    assertThat(took).isLessThan(Node.HEADER_TIMEOUT + 10L);
                    return "all closed without an answer within %d s; others' p99 %d ms, before %d ms"
                            .formatted(took, busy / 1_000_000, quiet / 1_000_000);
                });
    }

    @Test
    void slowBodies() throws Exception {
        int clients = Scale.of(60, 500);
        Case.run(
                node,
                "A2",
                "slow bodies (RUDY): "
                        + Scale.text(60, 500)
                        + " connections, 1 MB announced, a byte now and then",
                "408 by the smallest rate, no thread held",
                () -> {
                    long threads = node.jmx.threads();
                    List<Wire> slow = new ArrayList<>();
                    long since = System.nanoTime();
                    for (int i = 0; i < clients; i++) {
                        slow.add(open("Content-Length: 1000000\r\n").send("{"));
                    }
                    for (Wire wire : slow) {
                        wire.send(" ");
                    }
                    long held = node.jmx.threads() - threads;
                    assertThat(held).isLessThan(clients / 2);
                    for (Wire wire : slow) {
                        assertThat(wire.answer().status()).isEqualTo(408);
                        wire.close();
                    }
                    return "all 408 within %d s; %d threads more".formatted(seconds(since), held);
                });
    }

    @Test
    void readersThatDoNotRead() throws Exception {
        int clients = Scale.of(10, 50);
        Case.run(
                node,
                "A3",
                "slow reader: "
                        + Scale.text(10, 50)
                        + " callers of a stream that floods, who read nothing",
                "cut at the write timeout ("
                        + Node.WRITE_TIMEOUT
                        + " s); at most 3 MB of heap for each; upstream cancelled",
                () -> {
                    Vitals before = node.jmx.vitals();
                    long since = System.nanoTime();
                    List<Wire> deaf = new ArrayList<>();
                    for (int i = 0; i < clients; i++) {
                        deaf.add(new Wire(node.port(), 4096).send(chat("flood")));
                    }
                    Await.until(node.upstream::open, open -> open == clients);
                    Vitals during = node.jmx.vitals();
                    Await.until(node.upstream::open, open -> open == 0);
                    long took = seconds(since);
                    for (Wire wire : deaf) {
                        wire.close();
                    }
                    long kept =
                            (during.heap() + during.direct() - before.heap() - before.direct())
                                    / clients;
                    assertThat(kept).isLessThan(3L << 20); // 1 MB, and what is in between
                    assertThat(took).isLessThan(Node.WRITE_TIMEOUT + 15L);
                    return "all cut within %d s, upstream cancelled; %d KB kept for each"
                            .formatted(took, kept / 1024);
                });
    }

    @Test
    void connectionsThatStayOpen() throws Exception {
        int clients = Scale.of(100, 1_000);
        Case.run(
                node,
                "A11",
                Scale.text(100, 1_000)
                        + " connections that stay open after an answer, or before a request",
                "closed at the idle timeout (" + Node.IDLE_TIMEOUT + " s) or before",
                () -> {
                    long since = System.nanoTime();
                    List<Wire> idle = new ArrayList<>();
                    for (int i = 0; i < clients; i++) {
                        Wire wire = new Wire(node.port());
                        if (i % 3 == 1) {
                            assertThat(wire.send(ok()).answer().status()).isEqualTo(200);
                        } else if (i % 3 == 2) {
                            wire.send(Requests.post(node, "/runs/wait", QUESTION));
                            assertThat(wire.answer().status()).isEqualTo(200);
                        }
                        idle.add(wire);
                    }
                    for (Wire wire : idle) {
                        assertThat(wire.all()).isEmpty();
                        wire.close();
                    }
                    long took = seconds(since);
                    assertThat(took).isLessThan(Node.IDLE_TIMEOUT + 20L);
                    return "all closed within " + took + " s";
                });
    }

    @Test
    void pipelinesAndManyRequestsOnOneConnection() throws Exception {
        int requests = Scale.of(2_000, 20_000);
        Case.run(
                node,
                "A11",
                Scale.text(2_000, 20_000) + " pipelined requests on one connection, some wrong",
                "one answer each, in order",
                () -> {
                    try (Wire wire = new Wire(node.port())) {
                        for (int done = 0; done < requests; done += 100) {
                            for (int i = 0; i < 100; i++) {
                                wire.send(Requests.get(node, i % 10 == 0 ? "/no" : "/ok"));
                            }
                            for (int i = 0; i < 100; i++) {
                                assertThat(wire.answer().status())
                                        .isEqualTo(i % 10 == 0 ? 404 : 200);
                            }
                        }
                    }
                    return requests + " answers, in order";
                });
    }

    @Test
    void moreConnectionsThanTheCap() throws Exception {
        int more = Scale.of(50, 200);
        Case.run(
                node,
                "A11",
                "%,d idle connections and %d more (drills: 10,000 and 200)"
                        .formatted(Node.MAX_CONNECTIONS, more),
                "those over max.connections get 503 with Retry-After; then all is free again",
                () -> {
                    List<Wire> idle = new ArrayList<>();
                    for (int i = 0; i < Node.MAX_CONNECTIONS + more; i++) {
                        idle.add(new Wire(node.port()));
                    }
                    int refused = 0;
                    for (int i = idle.size() - 1; i >= Node.MAX_CONNECTIONS - more; i--) {
                        Answer answer = idle.get(i).send(ok()).answer();
                        if (answer.status() == 503) {
                            refused++;
                            assertThat(answer.header("Retry-After")).isEqualTo("1");
                        } else {
                            assertThat(answer.status()).isIn(200, 0);
                        }
                    }
                    for (Wire wire : idle) {
                        wire.close();
                    }
                    assertThat(refused).isBetween(1, more + 5);
                    Await.until(this::isServed, served -> served);
                    return refused + " times 503 with Retry-After: 1";
                });
    }

    private boolean isServed() {
        try (Wire wire = new Wire(node.port())) {
            return wire.send(ok()).answer().status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private byte[] ok() {
        return Requests.get(node, "/ok");
    }

    private byte[] chat(String prompt) {
        return Requests.post(node, "/v1/chat/completions", Requests.chat(true, prompt));
    }

    private Wire open(String headers) throws IOException {
        return new Wire(node.port())
                .send(Requests.head("POST", node, "/v1/chat/completions", headers));
    }

    /** Of requests one after another, each on a connection of its own. */
    private long p99() throws IOException {
        long[] nanos = new long[PROBES];
        for (int i = 0; i < PROBES; i++) {
            long since = System.nanoTime();
            try (Wire wire = new Wire(node.port())) {
                assertThat(wire.send(ok()).answer().status()).isEqualTo(200);
            }
            nanos[i] = System.nanoTime() - since;
        }
        Arrays.sort(nanos);
        return nanos[PROBES * 99 / 100];
    }

    private static long seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toSeconds();
    }
}
