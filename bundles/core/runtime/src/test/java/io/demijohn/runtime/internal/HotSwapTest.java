package io.demijohn.runtime.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunService.CancelAction;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.Search;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import io.demijohn.runtime.internal.journal.Origin;
import io.demijohn.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Bundles come and go under running agents. */
final class HotSwapTest {

    private static final Origin ONE = new Origin("com.example.a", "1.2.0");
    private static final Origin ONE_LATER = new Origin("com.example.a", "1.3.0");
    private static final Origin TWO = new Origin("com.example.a", "2.0.0");

    /** A run whose tool goes away before it is called, without any grace. */
    private static Rig withoutTool(CompletableFuture<Void> gate, ScriptedTool tool, Origin origin) {
        ScriptedRouter router =
                new ScriptedRouter(
                        request -> {
                            List<Message> messages = request.messages();
                            return messages.get(messages.size() - 1).role() == Role.TOOL
                                    ? Answer.text("done")
                                    : Answer.calls("", new ToolCall("c", "a", "{\"n\":1}"))
                                            .before(gate);
                        });
        Rig rig = new Rig(new MemoryStore(), router, Map.of("replacement_grace_seconds", 0));
        rig.addTool(tool, origin);
        return rig;
    }

    private static Run parked(Rig rig, CompletableFuture<Void> gate, ScriptedTool tool) {
        Run run = rig.start(rig.thread().id(), "go");
        Rig.until(() -> !rig.router.requests().isEmpty());
        rig.removeTool(tool);
        gate.complete(null);
        Rig.until(() -> view(rig, run).status() == RunStatus.WAITING_FOR_BUNDLE);
        return run;
    }

    private static Run view(Rig rig, Run run) {
        return rig.runs.find(Rig.TENANT, run.id()).orElseThrow();
    }

    private static void ends(Rig rig, Run run, String answer) {
        RunOutcome outcome = rig.join(run);
        assertThat(outcome.run().status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(outcome.state().values().messages())
                .filteredOn(message -> message.role() == Role.TOOL)
                .extracting(Message::text)
                .containsExactly(answer);
        assertThat(Reader.all(rig, run.id()))
                .filteredOn(RunEvent.Ended.class::isInstance)
                .hasSize(1);
        assertThat(rig.runtime.desk().waitingForBundle()).isZero();
    }

    private static ScriptedTool saying(String text) {
        return new ScriptedTool(
                "a",
                io.demijohn.tool.SideEffect.EFFECTFUL,
                Duration.ofSeconds(30),
                (call, context) -> CompletableFuture.completedFuture(ToolResult.of(text)));
    }

    @Test
    void aRunWhoseToolIsGoneWaitsInWordsAndGoesOnWhenItIsBack() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        ScriptedTool tool = saying("one");
        try (Rig rig = withoutTool(gate, tool, ONE)) {
            Run run = parked(rig, gate, tool);
            assertThat(view(rig, run).waitingFor().orElseThrow())
                    .contains("tool a")
                    .contains("com.example.a 1.2.0");
            assertThat(rig.runtime.desk().waitingForBundle()).isEqualTo(1);
            assertThat(
                            rig.runs
                                    .list(
                                            Rig.TENANT,
                                            Optional.empty(),
                                            Search.ALL.withStatus(Optional.of("pending")))
                                    .items())
                    .extracting(Run::id)
                    .containsExactly(run.id());
            rig.addTool(saying("back"), ONE);
            ends(rig, run, "back");
        }
    }

    @Test
    void aLaterVersionWithTheSameMajorNumberServesAndIsWrittenDown() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        ScriptedTool tool = saying("one");
        CompletableFuture<ToolResult> hold = new CompletableFuture<>();
        try (Rig rig = withoutTool(gate, tool, ONE)) {
            Run run = parked(rig, gate, tool);
            rig.addTool(
                    new ScriptedTool(
                            "a",
                            io.demijohn.tool.SideEffect.NONE,
                            Duration.ofSeconds(30),
                            (call, context) -> hold),
                    ONE_LATER);
            JournalKey key = new JournalKey(Rig.TENANT, "thread", run.threadId());
            Rig.until(
                    () ->
                            rig.store.all(key).stream()
                                    .map(record -> new String(record.body(), UTF_8))
                                    .anyMatch(
                                            body ->
                                                    body.contains("\"pinned\"")
                                                            && body.contains("1.3.0")));
            hold.complete(ToolResult.of("later"));
            ends(rig, run, "later");
        }
    }

    @Test
    void anotherMajorNumberOrAnEarlierVersionDoesNotServe() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        ScriptedTool tool = saying("one");
        try (Rig rig = withoutTool(gate, tool, ONE)) {
            Run run = parked(rig, gate, tool);
            ScriptedTool two = saying("two");
            rig.addTool(two, TWO);
            rig.addTool(saying("earlier"), new Origin("com.example.a", "1.1.9"));
            rig.addTool(saying("other"), new Origin("com.example.b", "1.2.0"));
            rig.runtime.desk().bundleCame();
            rig.addTool(saying("right"), ONE);
            ends(rig, run, "right");
            assertThat(two.calls()).isEmpty();
        }
    }

    @Test
    void twoVersionsSideBySideServeOldAndNewRuns() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        ScriptedTool old = saying("one");
        try (Rig rig = withoutTool(gate, old, ONE)) {
            Run first = rig.start(rig.thread().id(), "go");
            Rig.until(() -> rig.router.requests().size() == 1);
            rig.addTool(saying("two"), TWO);
            Run second = rig.start(rig.thread().id(), "go");
            Rig.until(() -> rig.router.requests().size() == 2);
            gate.complete(null);
            ends(rig, first, "one");
            ends(rig, second, "two");
        }
    }

    @Test
    void aParkedRunOutlivesARestartAndGoesOnByItself() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        ScriptedTool tool = saying("one");
        Rig rig = withoutTool(gate, tool, ONE);
        Run run = parked(rig, gate, tool);
        try (Rig next = rig.restart()) {
            assertThat(view(next, run).status()).isEqualTo(RunStatus.WAITING_FOR_BUNDLE);
            assertThat(view(next, run).waitingFor().orElseThrow()).contains("1.2.0");
            Rig.until(() -> next.runtime.desk().waitingForBundle() == 1);
            try (Rig third = next.restart()) {
                third.addTool(saying("three"), ONE);
                ends(third, run, "three");
            }
        }
    }

    @Test
    void aParkedRunIsCancelledLikeAnyOther() {
        for (CancelAction action : CancelAction.values()) {
            CompletableFuture<Void> gate = new CompletableFuture<>();
            ScriptedTool tool = saying("one");
            try (Rig rig = withoutTool(gate, tool, ONE)) {
                Run run = parked(rig, gate, tool);
                Run ended = Rig.await(rig.runs.cancel(Rig.TENANT, run.id(), action));
                assertThat(ended.status()).isEqualTo(RunStatus.INTERRUPTED);
                assertThat(rig.runtime.desk().waitingForBundle()).isZero();
                rig.addTool(tool, ONE);
                assertThat(rig.turn(run.threadId(), "again").run().status())
                        .isEqualTo(RunStatus.SUCCESS);
            }
        }
    }

    @Test
    void theTimeLimitStandsStillWhileARunIsParked() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        ScriptedTool tool = saying("one");
        try (Rig rig = withoutTool(gate, tool, ONE)) {
            Run run = parked(rig, gate, tool);
            rig.clock.advance(Duration.ofDays(6));
            rig.addTool(saying("back"), ONE);
            ends(rig, run, "back");
        }
    }

    @Test
    void aRunThatWaitedTooLongFails() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        ScriptedTool tool = saying("one");
        Rig rig = withoutTool(gate, tool, ONE);
        Run run = parked(rig, gate, tool);
        rig.clock.advance(Duration.ofDays(8));
        try (Rig next = rig.restart()) {
            RunOutcome outcome = next.join(run);
            assertThat(outcome.run().status()).isEqualTo(RunStatus.ERROR);
            assertThat(outcome.run().error().orElseThrow().error()).isEqualTo("BundleMissing");
        }
    }

    @Test
    void aModelThatIsGoneIsWaitedForAndOneThatACallerMadeUpIsNot() {
        ScriptedRouter router =
                new ScriptedRouter(request -> Answer.failure(ModelException.Kind.NOT_FOUND));
        try (Rig rig = new Rig(new MemoryStore(), router, Map.of("replacement_grace_seconds", 0))) {
            router.serve();
            Run run = rig.start(rig.thread().id(), "go");
            Rig.until(() -> view(rig, run).status() == RunStatus.WAITING_FOR_BUNDLE);
            assertThat(view(rig, run).waitingFor()).contains("model simulated");
            router.script(request -> Answer.text("here"));
            router.serve("simulated");
            assertThat(rig.join(run).run().status()).isEqualTo(RunStatus.SUCCESS);

            router.script(request -> Answer.failure(ModelException.Kind.NOT_FOUND));
            RunOutcome made =
                    Rig.ask(rig.thread().id())
                            .say("x")
                            .config(Map.of("configurable", Map.of("model", "nosuch")))
                            .turn(rig);
            assertThat(made.run().error().orElseThrow().error()).isEqualTo("ModelError.NOT_FOUND");
        }
    }

    @Test
    void whatWasNeverAToolOfTheAgentIsNotWaitedFor() {
        ScriptedRouter router =
                ToolTest.calling(new ToolCall("c", "zzz", "{}"), new ToolCall("d", "b", "{}"));
        try (Rig rig = Rig.of(router)) {
            RunOutcome outcome = rig.turn(rig.thread().id(), "go");
            assertThat(outcome.run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(outcome.state().values().messages().get(2).text()).contains("no tool");
        }
    }
}
