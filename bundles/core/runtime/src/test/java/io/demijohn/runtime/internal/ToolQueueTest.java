package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunHandling;
import io.demijohn.agent.RunPriority;
import io.demijohn.agent.RunService.CancelAction;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.Search;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Places for calls of tools, and cancels while somebody waits for one. */
final class ToolQueueTest {

    private static final ToolCall[] THREE = {
        new ToolCall("1", "a", "{\"n\":1}"),
        new ToolCall("2", "a", "{\"n\":2}"),
        new ToolCall("3", "a", "{\"n\":3}")
    };

    private static List<String> answers(Rig rig, Run run) {
        return rig.join(run).state().values().messages().stream()
                .filter(message -> message.role() == Role.TOOL)
                .map(Message::text)
                .toList();
    }

    private static ScriptedTool gated(CompletableFuture<ToolResult> gate, Duration limit) {
        return new ScriptedTool("a", SideEffect.NONE, limit, (call, context) -> gate);
    }

    private static Rig rig(ScriptedTool tool, String... limits) {
        return new Rig(
                new MemoryStore(), ToolTest.calling(THREE), Map.of("tool_limits", limits), tool);
    }

    @Test
    void callsWaitInOrderForAPlace() {
        CompletableFuture<ToolResult> gate = new CompletableFuture<>();
        ScriptedTool tool = gated(gate, Duration.ofSeconds(30));
        try (Rig rig = rig(tool, "a:concurrent=1")) {
            Run run = rig.start(rig.thread().id(), "go");
            Rig.until(() -> tool.calls().size() == 1);
            gate.complete(ToolResult.of("ok"));
            assertThat(answers(rig, run)).containsExactly("ok", "ok", "ok");
            assertThat(tool.calls())
                    .extracting(call -> call.arguments().get("n"))
                    .containsExactly(1, 2, 3);
        }
    }

    @Test
    void aFullQueueRefusesAtOnceAndAPlaceIsNotWaitedForForEver() {
        ScriptedTool tool = gated(new CompletableFuture<>(), Duration.ofSeconds(30));
        try (Rig rig = rig(tool, "a:concurrent=1:waiting=1:seconds=1")) {
            List<String> answers = answers(rig, rig.start(rig.thread().id(), "go"));
            assertThat(answers.get(0)).contains("within 1000 ms");
            assertThat(answers.get(1)).contains("no free place within 1000 ms");
            assertThat(answers.get(2)).contains("too many calls under way and waiting");
            assertThat(tool.calls()).hasSize(1);
        }
    }

    @Test
    void settingsThatAreWrongNameTheFieldAndTheFix() {
        for (String wrong : List.of("a:fast", "a:seconds=0", "a:seconds=x", "a:waiting=-1")) {
            assertThatThrownBy(() -> rig(ScriptedTool.quick("a"), wrong))
                    .hasMessageContaining("tool.limits");
        }
    }

    /** Cancels when something has come about, and sees one end and nothing left behind. */
    private static void cancelled(Rig rig, Run run) {
        Run ended = Rig.await(rig.runs.cancel(Rig.TENANT, run.id(), CancelAction.INTERRUPT));
        assertThat(ended.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(Reader.all(rig, run.id()))
                .filteredOn(RunEvent.Ended.class::isInstance)
                .hasSize(1);
        assertThat(rig.runtime.desk().openRuns()).isZero();
        assertThat(
                        rig.runs
                                .list(Rig.TENANT, Optional.of(run.threadId()), Search.ALL)
                                .items()
                                .get(0)
                                .status())
                .isEqualTo(RunStatus.INTERRUPTED);
    }

    @Test
    void aCancelWhileCallsWaitForAPlaceGivesAllPlacesBack() {
        CompletableFuture<ToolResult> gate = new CompletableFuture<>();
        AtomicInteger told = new AtomicInteger();
        ScriptedTool tool =
                new ScriptedTool(
                        "a",
                        SideEffect.NONE,
                        Duration.ofSeconds(30),
                        (call, context) -> {
                            context.cancellation()
                                    .onCancel(
                                            () -> {
                                                told.incrementAndGet();
                                                gate.complete(ToolResult.of("late"));
                                            });
                            return gate;
                        });
        try (Rig rig = rig(tool, "a:concurrent=1")) {
            Run run = rig.start(rig.thread().id(), "go");
            Rig.until(() -> tool.calls().size() == 1);
            cancelled(rig, run);
            assertThat(told.get()).isPositive();
            assertThat(tool.calls()).hasSize(1);
            assertThat(answers(rig, rig.start(rig.thread().id(), "again")))
                    .containsExactly("late", "late", "late");
        }
    }

    @Test
    void aCancelDuringTheModelsCallStopsIt() {
        ScriptedRouter router =
                new ScriptedRouter(request -> Answer.text("x").before(new CompletableFuture<>()));
        try (Rig rig = Rig.of(router)) {
            Run run = rig.start(rig.thread().id(), "go");
            Rig.until(() -> router.requests().size() == 1);
            cancelled(rig, run);
        }
    }

    @Test
    void aCancelBetweenRecordsEndsOnce() {
        CompletableFuture<Void> disk = new CompletableFuture<>();
        ScriptedTool tool = ScriptedTool.quick("a");
        try (Rig rig = rig(tool)) {
            String thread = rig.thread().id();
            Run run = rig.start(thread, "go");
            rig.store.gate(disk);
            var cancel = rig.runs.cancel(Rig.TENANT, run.id(), CancelAction.INTERRUPT);
            disk.complete(null);
            assertThat(Rig.await(cancel).status().ended()).isTrue();
            assertThat(Reader.all(rig, run.id()))
                    .filteredOn(RunEvent.Ended.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void aCancelBeforeTheStartAndDuringRecovery() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        ScriptedRouter router = new ScriptedRouter(request -> Answer.text("x").before(never));
        Rig rig = Rig.of(router);
        String thread = rig.thread().id();
        Run first = rig.start(thread, "1");
        Run second =
                Rig.ask(thread)
                        .say("2")
                        .multitask(io.demijohn.agent.MultitaskStrategy.ENQUEUE)
                        .start(rig);
        Rig.await(rig.runs.cancel(Rig.TENANT, second.id(), CancelAction.INTERRUPT));
        assertThat(Reader.all(rig, second.id()))
                .filteredOn(RunEvent.Ended.class::isInstance)
                .hasSize(1);
        try (Rig next = rig.restart()) {
            cancelled(next, first);
        }
    }

    @Test
    void aToolHearsHowDeepItStandsAndARunThatIsTooDeepIsRefused() {
        AtomicInteger depth = new AtomicInteger(-1);
        ScriptedTool tool =
                new ScriptedTool(
                        "a",
                        SideEffect.NONE,
                        Duration.ofSeconds(5),
                        (call, context) -> {
                            depth.set(context.depth());
                            return CompletableFuture.completedFuture(ToolResult.of("ok"));
                        });
        try (Rig rig = rig(tool)) {
            Run run = Rig.await(rig.runs.start(Rig.TENANT, deep(rig, 4)));
            rig.join(run);
            assertThat(depth.get()).isEqualTo(5);
            long before = rig.store.asked();
            assertThatThrownBy(() -> Rig.await(rig.runs.start(Rig.TENANT, deep(rig, 5))))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("depth")
                    .hasMessageContaining("limits.max_depth");
            assertThat(rig.store.asked()).isEqualTo(before + 1); // the thread alone
        }
    }

    private static io.demijohn.agent.RunRequest deep(Rig rig, int depth) {
        return Rig.ask(rig.thread().id())
                .say("go")
                .request()
                .with(
                        new RunHandling(
                                RunPriority.NORMAL,
                                Optional.empty(),
                                Duration.ZERO,
                                Optional.empty(),
                                depth));
    }

    @Test
    void anAnswerWithTooManyCallsFails() {
        try (Rig rig =
                new Rig(
                        new MemoryStore(),
                        ToolTest.calling(THREE),
                        Map.of("model_answer_max_calls", 2),
                        ScriptedTool.quick("a"))) {
            var outcome = rig.turn(rig.thread().id(), "go");
            assertThat(outcome.run().status()).isEqualTo(RunStatus.ERROR);
            assertThat(outcome.run().error().orElseThrow().message())
                    .contains("model.answer.max.calls");
        }
    }
}
