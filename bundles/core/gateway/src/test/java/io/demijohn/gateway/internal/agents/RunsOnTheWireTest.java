package io.demijohn.gateway.internal.agents;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.EventId;
import io.demijohn.agent.IdempotencyKey;
import io.demijohn.agent.RunHandling;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunPriority;
import io.demijohn.agent.RunService.CancelAction;
import io.demijohn.agent.RunStatus;
import io.demijohn.gateway.internal.TestGateway;
import io.demijohn.gateway.internal.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams and waiting answers, as bytes. */
class RunsOnTheWireTest {

    private static final String BODY =
            "{\"assistant_id\":\"agent\",\"input\":{\"messages\":\"hi\"}";
    private static final String AT = "/threads/" + FakeRuns.THREAD + "/runs";

    @TempDir Path folder;
    private final FakeRuns runs = new FakeRuns();
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestGateway(folder);
        gateway.platform.setRuns(runs);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Wire post(String path, String body) throws IOException {
        return post(path, "", body);
    }

    private Wire post(String path, String headers, String body) throws IOException {
        return new Wire(gateway.port(), 4096)
                .send(
                        "POST "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                                + gateway.key
                                + "\r\n"
                                + headers
                                + "Content-Length: "
                                + body.getBytes(StandardCharsets.UTF_8).length
                                + "\r\n\r\n"
                                + body);
    }

    private Wire get(String path, String headers) throws IOException {
        return new Wire(gateway.port())
                .send(
                        "GET "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                                + gateway.key
                                + "\r\n"
                                + headers
                                + "\r\n");
    }

    @Test
    void anAnswerThatIsThereIsSentWithItsHeadAndItsLength() throws Exception {
        runs.end.complete(
                new RunOutcome(FakeRuns.run(RunStatus.SUCCESS), FakeRuns.state(1, "done")));
        try (Wire wire = post(AT + "/wait", BODY + "}")) {
            assertThat(wire.answer())
                    .contains("Content-Location: " + AT + "/" + FakeRuns.RUN + "\r\n")
                    .doesNotContain("chunked")
                    .contains("\r\n\r\n{\"messages\":")
                    .endsWith("}");
        }
    }

    @Test
    void waitSendsItsHeadersAtOnceThenSpaceThenTheValues() throws Exception {
        try (Wire wire = post(AT + "/wait", BODY + "}")) {
            String head = wire.until("\r\n\r\n");
            assertThat(head)
                    .startsWith("HTTP/1.1 200")
                    .contains("Content-Location: " + AT + "/" + FakeRuns.RUN + "\r\n");
            assertThat(wire.until("\n\r\n")).isEqualTo("1\r\n\n\r\n");
        }
    }

    @Test
    void waitAnswersTheValuesAfterTheSpace() throws Exception {
        try (Wire wire = post(AT + "/wait", BODY + "}")) {
            wire.until("\r\n\r\n");
            runs.end.complete(
                    new RunOutcome(FakeRuns.run(RunStatus.SUCCESS), FakeRuns.state(1, "done")));
            assertThat(wire.until("0\r\n\r\n"))
                    .contains(
                            "{\"messages\":[{\"type\":\"human\",\"id\":\"h\",\"content\":\"done\"");
        }
    }

    @Test
    void aFailureWhileWaitingIsAnErrorInTheBody() throws Exception {
        try (Wire wire = post(AT + "/wait", BODY + "}")) {
            wire.until("\r\n\r\n");
            runs.end.completeExceptionally(new IllegalStateException("secret detail"));
            assertThat(wire.until("0\r\n\r\n"))
                    .contains("{\"__error__\":{\"error\":\"INTERNAL\"")
                    .doesNotContain("secret detail");
        }
    }

    @Test
    void aSearchLooksIntoStatesOnlyForValues() throws Exception {
        FakeThreads threads = new FakeThreads();
        gateway.platform.setThreads(threads);
        assertThat(post("/threads/search", "{\"select\":[\"thread_id\",\"status\"]}").answer())
                .endsWith("[{\"thread_id\":\"" + FakeRuns.THREAD + "\",\"status\":\"idle\"}]");
        assertThat(threads.states.get()).isZero();
        assertThat(post("/threads/search", "{}").answer()).contains("\"content\":\"said\"");
        assertThat(threads.states.get()).isOne();
    }

    @Test
    void aHeadOfAStreamIsOnlyItsHead() throws Exception {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(
                    "HEAD "
                            + AT
                            + "/"
                            + FakeRuns.RUN
                            + "/stream HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                            + gateway.key
                            + "\r\nConnection: close\r\n\r\n");
            assertThat(wire.all())
                    .startsWith("HTTP/1.1 200")
                    .contains("text/event-stream")
                    .endsWith("\r\n\r\n");
            assertThat(runs.given.get()).isZero();
        }
    }

    @Test
    void cancellingByStatusReachesAllOfIt() throws Exception {
        ManyRuns many = new ManyRuns();
        for (int i = 0; i < 1_200; i++) {
            many.put(i, i < 20 ? RunStatus.RUNNING : RunStatus.PENDING);
        }
        many.put(5_000, RunStatus.SUCCESS);
        gateway.platform.setRuns(many);
        assertThat(post("/runs/cancel", "{\"status\":\"pending\"}").answer())
                .startsWith("HTTP/1.1 204");
        assertThat(many.all.values().stream().filter(run -> !run.status().ended()))
                .hasSize(20)
                .allMatch(run -> run.status() == RunStatus.RUNNING);
        assertThat(post("/runs/cancel", "{\"status\":\"all\"}").answer())
                .startsWith("HTTP/1.1 204");
        assertThat(many.all.values()).allMatch(run -> run.status().ended());
        assertThat(many.all.get(ManyRuns.id(5_000)).status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    void aStreamThatCannotBeginIsRefused() throws Exception {
        runs.refuseEvents = true;
        assertThat(get(AT + "/" + FakeRuns.RUN + "/stream", "").answer())
                .startsWith("HTTP/1.1 503")
                .contains("Retry-After: ");
    }

    @Test
    void aStreamOfANewRunThatCannotBeginBreaksOff() throws Exception {
        runs.refuseEvents = true;
        try (Wire wire = post(AT + "/stream", BODY + "}")) {
            assertThat(wire.all())
                    .startsWith("HTTP/1.1 200")
                    .contains("event: error\n")
                    .contains("\"error\":\"UNAVAILABLE\"")
                    .doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void followingAThreadThatCannotBeReadBreaksOff() throws Exception {
        runs.refuseEvents = true;
        gateway.platform.setThreads(new FakeThreads());
        try (Wire wire = get("/threads/" + FakeRuns.THREAD + "/stream", "")) {
            assertThat(wire.all()).startsWith("HTTP/1.1 200").doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void waitingForARunWithoutARuntimeEnds() throws Exception {
        runs.refuseEvents = true;
        try (Wire wire = get(AT + "/" + FakeRuns.RUN + "/join", "")) {
            assertThat(wire.answer())
                    .startsWith("HTTP/1.1 200")
                    .contains("{\"__error__\":{\"error\":\"UNAVAILABLE\"");
        }
    }

    @Test
    void aStreamTellsWhereItIsAndWhereToGoOn() throws Exception {
        runs.total = 1;
        try (Wire wire = post(AT + "/stream", BODY + "}")) {
            assertThat(wire.until("\r\n\r\n"))
                    .contains("Content-Type: text/event-stream")
                    .contains("Content-Location: " + AT + "/" + FakeRuns.RUN + "\r\n")
                    .contains("Location: " + AT + "/" + FakeRuns.RUN + "/stream\r\n");
            assertThat(wire.until("\n\n")).contains("event: values\nid: 0-0-0\ndata: {");
        }
    }

    @Test
    void hangingUpStopsTheRunOnlyWhenAskedTo() throws Exception {
        runs.total = 1;
        Wire stays = post(AT + "/stream", BODY + "}");
        stays.until("\n\n");
        stays.close();
        assertThat(runs.cancels.poll(700, MILLISECONDS)).isNull();
        Wire stops = post(AT + "/stream", BODY + ",\"on_disconnect\":\"cancel\"}");
        stops.until("\r\n\r\n");
        long since = System.nanoTime();
        stops.close();
        assertThat(runs.cancels.poll(5, SECONDS)).isEqualTo(CancelAction.INTERRUPT);
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void stoppingTheGatewayStopsNoRun() throws Exception {
        runs.total = 1;
        try (Wire wire = post(AT + "/stream", BODY + ",\"on_disconnect\":\"cancel\"}")) {
            wire.until("\n\n");
            gateway.close();
            wire.all();
        }
        assertThat(runs.cancels.poll(500, MILLISECONDS)).isNull();
    }

    @Test
    void aReaderWhoDoesNotReadIsGivenNoMoreThanFits() throws Exception {
        runs.piece = "y".repeat(64 * 1024);
        try (Wire wire = post(AT + "/stream", BODY + "}")) {
            assertThat(runs.asked.poll(5, SECONDS)).isNotNull();
            long before;
            do { // until the sockets' buffers are full and nothing moves any more
                before = runs.given.get();
                assertThat(runs.cancels.poll(300, MILLISECONDS)).isNull();
            } while (runs.given.get() != before);
            assertThat(before).isLessThan(200); // of 64 KiB each: mostly the kernel's
        }
    }

    @Test
    void aReaderWhoComesBackIsServedFromItsPlace() throws Exception {
        String stream = AT + "/" + FakeRuns.RUN + "/stream";
        runs.total = 1;
        get(stream, "Last-Event-ID: 3-1-4\r\n").until("\r\n\r\n");
        assertThat(runs.asked.poll(5, SECONDS)).contains(new EventId(3, 1, 4));
        get(stream, "Last-Event-ID: -1\r\n").until("\r\n\r\n");
        assertThat(runs.asked.poll(5, SECONDS)).contains(new EventId(0, 0, 0));
        get(stream, "").until("\r\n\r\n");
        assertThat(runs.asked.poll(5, SECONDS)).contains(new EventId(7, 0, 0));
        assertThat(get(stream, "Last-Event-ID: 17\r\n").answer()).startsWith("HTTP/1.1 422");
    }

    @Test
    void idsAreCheckedBeforeAnythingIsDone() throws Exception {
        assertThat(post("/threads/not-a-uuid/runs", BODY + "}").answer())
                .startsWith("HTTP/1.1 422")
                .contains("thread_id must be a UUID");
        assertThat(get(AT + "/01a20894-0000-7000-8000-00000000ffff", "").answer())
                .startsWith("HTTP/1.1 404");
        for (String extra :
                new String[] {
                    ",\"stream_mode\":\"nonsense\"}",
                    ",\"webhook\":\"ftp://x\"}",
                    ",\"webhook\":\"/hook\"}",
                    ",\"webhook\":\"https://u:p@x/\"}",
                    ",\"after_seconds\":-1}",
                    ",\"after_seconds\":604801}",
                    ",\"multitask_strategy\":\"later\"}",
                    ",\"interrupt_before\":[\"king\"]}"
                }) {
            assertThat(post(AT + "/wait", BODY + extra).answer()).startsWith("HTTP/1.1 422");
        }
        assertThat(runs.started).isEmpty();
        assertThat(Optional.ofNullable(runs.asked.peek())).isEmpty();
    }

    @Test
    void aRunIsHandledAsHeadersAndBodySay() throws Exception {
        String headers = "Idempotency-Key: k-1\r\nDemijohn-Priority: high\r\nDemijohn-Depth: 2\r\n";
        String more = ",\"after_seconds\":1.5,\"webhook\":\"https://example.org/hook?a=b\"}";
        assertThat(post(AT, headers, BODY + more).answer()).startsWith("HTTP/1.1 200");
        RunHandling handling = runs.started.take().handling();
        assertThat(handling.priority()).isEqualTo(RunPriority.HIGH);
        assertThat(handling.depth()).isEqualTo(2);
        assertThat(handling.startAfter()).isEqualTo(Duration.ofMillis(1500));
        assertThat(handling.webhook()).contains(URI.create("https://example.org/hook?a=b"));
        IdempotencyKey key = handling.idempotency().orElseThrow();
        assertThat(key.key()).isEqualTo("k-1");
        post(AT, "Idempotency-Key: k-1\r\n", BODY + more).answer();
        assertThat(runs.started.take().handling().idempotency()).contains(key);
        post(AT, "Idempotency-Key: k-1\r\n", BODY + "}").answer();
        assertThat(fingerprint()).isNotEqualTo(key.fingerprint());
        post(AT + "/wait", "Idempotency-Key: k-1\r\n", BODY + more).until("\r\n\r\n");
        assertThat(fingerprint()).isNotEqualTo(key.fingerprint());
    }

    private String fingerprint() throws InterruptedException {
        return runs.started.take().handling().idempotency().orElseThrow().fingerprint();
    }

    @Test
    void eachRunOfABatchHasAKeyOfItsOwn() throws Exception {
        String body = "[" + BODY + "}," + BODY + "}]";
        assertThat(post("/runs/batch", "Idempotency-Key: b\r\n", body).answer())
                .startsWith("HTTP/1.1 200");
        assertThat(runs.started)
                .extracting(request -> request.handling().idempotency().orElseThrow().key())
                .containsExactly("b/0", "b/1");
    }

    @Test
    void aBatchThatIsRefusedInTheMiddleLeavesNothingOrCanBeSentAgain() throws Exception {
        String body = "[" + BODY + "}," + BODY + "}," + BODY + "}]";
        runs.refuseAfter = 2;
        assertThat(post("/runs/batch", body).answer()).startsWith("HTTP/1.1 503");
        assertThat(runs.cancels).containsExactly(CancelAction.ROLLBACK, CancelAction.ROLLBACK);
        runs.cancels.clear();
        runs.started.clear();
        assertThat(post("/runs/batch", "Idempotency-Key: b\r\n", body).answer())
                .startsWith("HTTP/1.1 503");
        assertThat(runs.cancels).isEmpty();
    }

    @Test
    void aWrongHeaderIsNamed() throws Exception {
        for (String header :
                new String[] {
                    "Idempotency-Key: a b",
                    "Idempotency-Key: " + "k".repeat(256),
                    "Demijohn-Priority: urgent",
                    "Demijohn-Depth: -1",
                    "Demijohn-Depth: 1001"
                }) {
            assertThat(post(AT, header + "\r\n", BODY + "}").answer())
                    .startsWith("HTTP/1.1 422")
                    .contains(
                            "{\"detail\":\"" + header.substring(0, header.indexOf(':')) + " must");
        }
        assertThat(runs.started).isEmpty();
    }

    @Test
    void whatTheRuntimeRefusesSaysWhenToComeAgain() throws Exception {
        runs.refuseStart = AgentException.Kind.QUOTA;
        assertThat(post(AT, BODY + "}").answer())
                .startsWith("HTTP/1.1 429")
                .contains("Retry-After: 7\r\n");
        runs.refuseStart = AgentException.Kind.OVERLOADED;
        assertThat(post(AT + "/stream", BODY + "}").answer())
                .startsWith("HTTP/1.1 503")
                .contains("Retry-After: 7\r\n");
    }

    @Test
    void thereAreNoCrons() throws Exception {
        for (String path : new String[] {"/runs/crons", "/runs/crons/search", AT + "/crons"}) {
            assertThat(post(path, "{}").answer())
                    .startsWith("HTTP/1.1 404")
                    .contains("There are no crons here");
        }
    }
}
