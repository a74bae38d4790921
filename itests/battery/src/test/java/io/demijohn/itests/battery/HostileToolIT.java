package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Tools that break what they can. What cannot be stopped within a JVM is in THREAT_MODEL.md. */
@TestMethodOrder(OrderAnnotation.class)
class HostileToolIT {

    private static final int BULKHEAD = 64; // tool.max.concurrent

    private static HostileNode node;

    @BeforeAll
    static void start() {
        node = new HostileNode(Scale.FULL ? "4g" : "768m");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    @Order(1)
    void hangs() throws Exception {
        Case.run(
                node,
                "C2",
                "tool: never answers",
                "ends at its time limit (2 s)",
                () -> {
                    long since = System.nanoTime();
                    assertThat(node.use("hang")).contains("did not answer within 2000 ms");
                    return "timeout after " + millis(since) + " ms";
                });
    }

    @Test
    @Order(2)
    void returnsTooMuch() throws Exception {
        Case.run(
                node,
                "C2",
                "tool: answers with "
                        + Scale.text(64 << 20, 1 << 30)
                        + " characters (1 GB needs a heap that holds it)",
                "cut at tool.max.result.bytes",
                () -> {
                    String said = node.use("huge");
                    assertThat(said.length()).isLessThan(300_000);
                    return "cut to %,d characters".formatted(said.length());
                });
    }

    @Test
    @Order(3)
    void throwsErrors() throws Exception {
        Case.run(
                node,
                "C2",
                "tool: throws AssertionError, recurses until StackOverflowError, throws"
                        + " OutOfMemoryError, answers null",
                "a failed call; no detail of ours",
                () -> {
                    List<String> said = new ArrayList<>();
                    for (String kind : List.of("fail", "deep", "memory", "nothing")) {
                        String answer = node.use(kind);
                        assertThat(answer).contains(kind).doesNotContain("on purpose", "\tat ");
                        said.add(answer.replaceAll("(?s).*broke: ", "").strip());
                    }
                    return said.toString();
                });
    }

    @Test
    @Order(4)
    void exits() throws Exception {
        Case.run(
                node,
                "C2",
                "tool: System.exit, Runtime.exit, Runtime.halt",
                "refused in plug-ins' classes (guard bundle); the container lives",
                () -> {
                    for (int way = 1; way <= 3; way++) {
                        String answer =
                                node.platform.shell(
                                        "tool:call exit '{\"much\":" + way + "}' || true");
                        assertThat(answer).doesNotContain("still here");
                        assertThat(node.platform.process().isAlive()).isTrue();
                    }
                    assertThat(node.use("exit")).contains("broke: SecurityException");
                    return "SecurityException";
                });
    }

    @Test
    @Order(5)
    void forks() throws Exception {
        Case.run(
                node,
                "C2",
                "tool: starts " + Scale.text(50, 500) + " processes",
                "not prevented in the JVM (limit the service: TasksMax); the container lives",
                () -> {
                    String said = node.use("fork");
                    long children =
                            node.platform
                                    .process()
                                    .children()
                                    .filter(
                                            child ->
                                                    child.info()
                                                            .command()
                                                            .orElse("")
                                                            .endsWith("sleep"))
                                    .peek(ProcessHandle::destroyForcibly)
                                    .count();
                    return said + ": " + children + " children";
                });
    }

    @Test
    @Order(6)
    void recurses() throws Exception {
        Case.run(
                node,
                "C2",
                "agent → tool → agent → … without an end, passing its depth on",
                "refused at limits.max_depth (5)",
                () -> {
                    String said = node.use("recurse");
                    int deepest = deepest();
                    assertThat(deepest).isEqualTo(5);
                    return "%d runs deep; %s"
                            .formatted(deepest, said.lines().findFirst().orElse(""));
                });
    }

    private static int deepest() {
        JsonNode threads = node.platform.api().post("/threads/search", "{\"limit\":1000}");
        int deepest = 0;
        for (JsonNode thread : threads) {
            JsonNode runs =
                    node.platform
                            .api()
                            .get("/threads/" + thread.get("thread_id").asText() + "/runs");
            for (JsonNode run : runs) {
                deepest = Math.max(deepest, run.at("/metadata/depth").asInt());
            }
        }
        return deepest;
    }

    @Test
    @Order(7)
    void recursesAndLies() throws Exception {
        Case.run(
                node,
                "C2",
                "the same by a tool that hides its depth",
                "ends at the tool's bulkhead ("
                        + BULKHEAD
                        + " calls at once) and time limit (15 s)",
                () -> {
                    long since = System.nanoTime();
                    node.use("recurse-liar");
                    assertThat(Duration.ofNanos(System.nanoTime() - since))
                            .isLessThan(Duration.ofSeconds(60));
                    return "ended after " + millis(since) + " ms";
                });
    }

    @Test
    @Order(8)
    void ignoresInterrupts() throws Exception {
        int calls = Scale.of(80, 200);
        Case.run(
                node,
                "C2",
                "tool: sleeps for ever and ignores interrupts, called "
                        + Scale.text(80, 200)
                        + " times at once",
                "each call ends; at most a thread for each is lost, other tools work",
                () -> {
                    String body =
                            "{\"assistant_id\":\"nest\",\"input\":{\"messages\":\"use deaf\"}}";
                    List<CompletableFuture<String>> all = new ArrayList<>();
                    for (int i = 0; i < calls; i++) {
                        all.add(node.ask("/runs/wait", body)); // on connections that stay
                    }
                    for (CompletableFuture<String> one : all) {
                        assertThat(one.join()).containsAnyOf("did not answer", "too many calls");
                    }
                    long lost = node.deafThreads();
                    assertThat(lost).isLessThanOrEqualTo(calls);
                    return lost + " threads are lost to it";
                });
    }

    @Test
    @Order(9)
    void writesWithoutEnd() throws Exception {
        Case.run(
                node,
                "C2",
                "tool: writes to standard output for ever",
                "the call ends; console.log keeps 4 MB; a processor is lost until a restart",
                () -> {
                    assertThat(node.use("chatter")).contains("did not answer within 2000 ms");
                    Path console = node.platform.data().resolve("data/log/console.log");
                    long before = Files.size(console);
                    assertThat(before).isLessThan(9_000_000);
                    assertThat(Files.size(node.platform.data().resolve("data/log/karaf.log")))
                            .isLessThan(17L << 20);
                    return "timeout; console.log has %,d bytes".formatted(before);
                });
    }

    /** The last, because it changes the router's patience. */
    @Test
    @Order(10)
    void aNewVersionOfAModelBreaks() throws Exception {
        node.plantVictim();
        for (String kind : List.of("constructor", "throws", "holds", "silent")) {
            Case.run(
                    node,
                    "D7",
                    "model: a new version that " + HostileNode.DEEDS.get(kind),
                    "no call fails; it is quarantined and the previous version serves",
                    () -> {
                        String state = node.quarantined(kind);
                        assertThat(state)
                                .isEqualTo(kind.equals("constructor") ? "not a service" : "open");
                        return state;
                    });
        }
    }

    private static long millis(long since) {
        return (System.nanoTime() - since) / 1_000_000;
    }
}
