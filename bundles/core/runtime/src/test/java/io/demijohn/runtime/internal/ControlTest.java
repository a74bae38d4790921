package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentLimits;
import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunService.CancelAction;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.Search;
import io.demijohn.agent.ThreadStatus;
import io.demijohn.model.ModelException;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cancelling, busy threads, breakpoints, limits and failing models. */
final class ControlTest {

    private final CompletableFuture<Void> gate = new CompletableFuture<>();

    private static ScriptedRouter always(String text) {
        return new ScriptedRouter(request -> Answer.text(text));
    }

    private Rig slow() {
        return Rig.of(new ScriptedRouter(request -> Answer.text("part", "rest").afterDeltas(gate)));
    }

    @Test
    void cancelWhileTheModelSpeaksKeepsTheInput() {
        try (Rig rig = slow()) {
            String thread = rig.thread().id();
            Run run = rig.start(thread, "hi");
            Reader reader = Reader.of(rig, run.id(), Optional.empty());
            reader.until(event -> event instanceof RunEvent.MessageDelta);
            Run stopped = Rig.await(rig.runs.cancel(Rig.TENANT, run.id(), CancelAction.INTERRUPT));

            assertThat(stopped.status()).isEqualTo(RunStatus.INTERRUPTED);
            assertThat(rig.state(thread).next()).containsExactly("agent");
            assertThat(TurnTest.texts(rig.state(thread))).containsExactly("hi");
            assertThat(rig.threads.find(Rig.TENANT, thread).orElseThrow().status())
                    .isEqualTo(ThreadStatus.IDLE);
            assertThat(reader.untilEnd()).extracting(RunEvent::id).isSorted();
            assertThat(rig.join(run).run().status()).isEqualTo(RunStatus.INTERRUPTED);
            rig.router.script(request -> Answer.text("again"));
            assertThat(TurnTest.texts(rig.turn(thread, "more").state()))
                    .containsExactly("hi", "more", "again");
            assertThat(Rig.await(rig.runs.cancel(Rig.TENANT, run.id(), CancelAction.INTERRUPT)))
                    .isEqualTo(stopped);
        }
    }

    @Test
    void cancelWhileAToolWorksTellsTheTool() {
        CompletableFuture<Void> told = new CompletableFuture<>();
        ScriptedTool tool =
                new ScriptedTool(
                        "a",
                        SideEffect.EFFECTFUL,
                        Duration.ofSeconds(60),
                        (call, context) -> {
                            context.cancellation().onCancel(() -> told.complete(null));
                            return new CompletableFuture<>();
                        });
        try (Rig rig = Rig.of(ToolTest.calling(new ToolCall("c", "a", "{\"n\":1}")), tool)) {
            String thread = rig.thread().id();
            Run run = rig.start(thread, "go");
            Rig.until(() -> !tool.calls().isEmpty());
            Rig.await(rig.runs.cancel(Rig.TENANT, run.id(), CancelAction.INTERRUPT));
            Rig.await(told);
            assertThat(rig.state(thread).next()).containsExactly("tools");

            RunOutcome paused = Rig.ask(thread).turn(rig);
            assertThat(paused.run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(tool.calls()).hasSize(1);
            assertThat(paused.state().tasks().get(0).interrupts()).hasSize(1);
            assertThat(
                            TurnTest.texts(
                                    Rig.ask(thread)
                                            .resume(Map.of("outcome", "done", "result", "sent"))
                                            .turn(rig)
                                            .state()))
                    .containsExactly("go", "", "sent", "done");
        }
    }

    @Test
    void rollbackDeletesTheRunAndItsCheckpoints() {
        try (Rig rig = slow()) {
            String thread = rig.thread().id();
            rig.router.script(request -> Answer.text("one"));
            rig.turn(thread, "first");
            List<String> before = rig.history(thread).stream().map(c -> c.checkpointId()).toList();
            rig.router.script(request -> Answer.text("two").afterDeltas(gate));
            Run run = rig.start(thread, "second");
            Rig.await(rig.runs.cancel(Rig.TENANT, run.id(), CancelAction.ROLLBACK));

            assertThat(rig.runs.find(Rig.TENANT, run.id())).isEmpty();
            assertThat(TurnTest.texts(rig.state(thread))).containsExactly("first", "one");
            assertThat(rig.history(thread)).extracting(c -> c.checkpointId()).isEqualTo(before);
            try (Rig next = rig.restart()) {
                next.router.script(request -> Answer.text("three"));
                assertThat(TurnTest.texts(next.turn(thread, "third").state()))
                        .containsExactly("first", "one", "third", "three");
                assertThat(next.runs.list(Rig.TENANT, Optional.of(thread), Search.ALL).total())
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void rollbackOfTheFirstRunLeavesAnEmptyThread() {
        try (Rig rig = slow()) {
            String thread = rig.thread().id();
            Run run = rig.start(thread, "first");
            Rig.await(rig.runs.cancel(Rig.TENANT, run.id(), CancelAction.ROLLBACK));
            assertThat(rig.state(thread).checkpointId()).isEmpty();
            assertThat(rig.history(thread)).isEmpty();
        }
    }

    @Test
    void aBusyThreadRefusesQueuesInterruptsOrRollsBack() {
        try (Rig rig = slow()) {
            String thread = rig.thread().id();
            Run first = rig.start(thread, "1");
            Rig.until(() -> rig.router.requests().size() == 1);
            assertThatThrownBy(() -> rig.start(thread, "x"))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.kind()).isEqualTo(AgentException.Kind.BUSY));
            Run queued = Rig.ask(thread).say("2").multitask(MultitaskStrategy.ENQUEUE).start(rig);
            assertThat(rig.runs.find(Rig.TENANT, queued.id()).orElseThrow().status())
                    .isEqualTo(RunStatus.PENDING);
            rig.router.script(request -> Answer.text("ok"));
            RunOutcome third =
                    Rig.ask(thread).say("3").multitask(MultitaskStrategy.INTERRUPT).turn(rig);
            assertThat(rig.join(first).run().status()).isEqualTo(RunStatus.INTERRUPTED);
            assertThat(rig.join(queued).run().status()).isEqualTo(RunStatus.INTERRUPTED);
            assertThat(TurnTest.texts(third.state())).containsExactly("1", "3", "ok");

            rig.router.script(request -> Answer.text("slow").afterDeltas(gate));
            int asked = rig.router.requests().size();
            Run fourth = rig.start(thread, "4");
            Rig.until(() -> rig.router.requests().size() > asked);
            rig.router.script(request -> Answer.text("fine"));
            RunOutcome fifth =
                    Rig.ask(thread).say("5").multitask(MultitaskStrategy.ROLLBACK).turn(rig);
            assertThat(TurnTest.texts(fifth.state())).containsExactly("1", "3", "ok", "5", "fine");
            assertThat(rig.runs.find(Rig.TENANT, fourth.id())).isEmpty();
        }
    }

    @Test
    void aPendingRunCanBeCancelled() {
        try (Rig rig = slow()) {
            String thread = rig.thread().id();
            Run first = rig.start(thread, "1");
            Run second = Rig.ask(thread).say("2").multitask(MultitaskStrategy.ENQUEUE).start(rig);
            Run third = Rig.ask(thread).say("3").multitask(MultitaskStrategy.ENQUEUE).start(rig);
            Reader reader = Reader.of(rig, second.id(), Optional.empty());
            Rig.await(rig.runs.cancel(Rig.TENANT, second.id(), CancelAction.INTERRUPT));
            assertThat(reader.untilEnd()).hasSize(1);
            assertThat(Reader.all(rig, second.id())).isEqualTo(reader.events());
            gate.complete(null);
            assertThat(rig.join(first).run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(TurnTest.texts(rig.join(third).state()))
                    .containsExactly("1", "partrest", "3", "partrest");
        }
    }

    @Test
    void breakpointsPauseBeforeAndAfterNodes() {
        ScriptedTool tool = ScriptedTool.quick("a");
        try (Rig rig = Rig.of(ToolTest.calling(new ToolCall("c", "a", "{\"n\":1}")), tool)) {
            String thread = rig.thread().id();
            RunOutcome paused = Rig.ask(thread).say("go").before("tools").turn(rig);
            assertThat(paused.run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(paused.state().next()).containsExactly("tools");
            assertThat(rig.threads.find(Rig.TENANT, thread).orElseThrow().interrupts())
                    .containsOnlyKeys(paused.state().tasks().get(0).id());
            assertThat(rig.threads.find(Rig.TENANT, thread).orElseThrow().status())
                    .isEqualTo(ThreadStatus.INTERRUPTED);
            assertThat(tool.calls()).isEmpty();

            RunOutcome next = Rig.ask(thread).after("*").turn(rig);
            assertThat(next.state().next()).containsExactly("agent");
            List<RunEvent> events = Reader.all(rig, next.run().id());
            assertThat(events.get(1)).isInstanceOf(RunEvent.StateChanged.class);
            assertThat(events.get(events.size() - 2)).isInstanceOf(RunEvent.Paused.class);
            RunOutcome last = Rig.ask(thread).turn(rig);
            assertThat(TurnTest.texts(last.state())).containsExactly("go", "", "a1", "done");
            assertThat(last.state().next()).isEmpty();
            assertThat(rig.threads.find(Rig.TENANT, thread).orElseThrow().status())
                    .isEqualTo(ThreadStatus.IDLE);
        }
    }

    @Test
    void aBreakpointBeforeTheFirstNode() {
        try (Rig rig = Rig.of(always("ok"))) {
            String thread = rig.thread().id();
            RunOutcome paused = Rig.ask(thread).say("go").before("agent").turn(rig);
            assertThat(paused.state().next()).containsExactly("agent");
            assertThat(rig.router.requests()).isEmpty();
            assertThat(TurnTest.texts(Rig.ask(thread).before("agent").turn(rig).state()))
                    .containsExactly("go", "ok");
        }
    }

    @Test
    void anAnswerThatWasGivenAlreadyChangesNothing() {
        try (Rig rig = Rig.of(always("ok"))) {
            String thread = rig.thread().id();
            rig.turn(thread, "go");
            String before = rig.state(thread).checkpointId();
            RunOutcome again = Rig.ask(thread).resume("yes").turn(rig);
            assertThat(again.run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(rig.state(thread).checkpointId()).isEqualTo(before);
        }
    }

    @Test
    void stepsTokensAndTimeAreLimited() {
        ScriptedRouter router =
                new ScriptedRouter(
                        request -> Answer.calls("", new ToolCall("c", "a", "{\"n\":1}")));
        try (Rig rig = Rig.of(router, ScriptedTool.quick("a"))) {
            String thread = rig.thread().id();
            RunOutcome steps =
                    Rig.ask(thread).say("go").config(Map.of("recursion_limit", 4)).turn(rig);
            assertThat(steps.run().error().orElseThrow().error()).isEqualTo("GraphRecursionError");
            assertThat(rig.threads.find(Rig.TENANT, thread).orElseThrow().status())
                    .isEqualTo(ThreadStatus.ERROR);
            assertThat(rig.state(thread).tasks().get(0).error().orElseThrow()).contains("4");

            AgentLimits few = new AgentLimits(50, 20, Duration.ofMinutes(1), 8);
            rig.agents.create(Rig.TENANT, Rig.spec("thrifty", few, "a"));
            RunOutcome tokens = Rig.ask(rig.thread().id()).agent("thrifty").say("go").turn(rig);
            assertThat(tokens.run().error().orElseThrow().error()).isEqualTo("TokenLimit");

            router.script(request -> Answer.text("late").before(gate));
            AgentLimits quick = new AgentLimits(50, 1000, Duration.ofMillis(50), 8);
            rig.agents.create(Rig.TENANT, Rig.spec("quick", quick, "a"));
            RunOutcome time = Rig.ask(rig.thread().id()).agent("quick").say("go").turn(rig);
            assertThat(time.run().status()).isEqualTo(RunStatus.TIMEOUT);
        }
    }

    @Test
    void aBrokenAnswerIsAskedForAgainUnderANewId() {
        AtomicInteger asked = new AtomicInteger();
        ScriptedRouter router =
                new ScriptedRouter(
                        request ->
                                asked.incrementAndGet() < 3
                                        ? Answer.failure(ModelException.Kind.TRUNCATED, "half")
                                        : Answer.text("whole"));
        try (Rig rig = Rig.of(router)) {
            String thread = rig.thread().id();
            Run run = rig.start(thread, "hi");
            List<RunEvent> live = Reader.all(rig, run.id());
            assertThat(TurnTest.texts(rig.state(thread))).containsExactly("hi", "whole");
            assertThat(live).extracting(RunEvent::id).isSorted().doesNotHaveDuplicates();
            assertThat(
                            live.stream()
                                    .filter(e -> e instanceof RunEvent.MessageDelta)
                                    .map(e -> ((RunEvent.MessageDelta) e).messageId())
                                    .distinct())
                    .hasSizeGreaterThan(1);
            List<RunEvent> derived = Reader.all(rig, run.id());
            assertThat(live).containsAll(derived);
        }
    }

    @ParameterizedTest
    @EnumSource(ModelException.Kind.class)
    void onlyWhatBreaksOffIsAskedForAgainBecauseTheRouterHasTriedTheRest(ModelException.Kind kind) {
        for (String[] pieces : List.of(new String[0], new String[] {"half"})) {
            ScriptedRouter router = new ScriptedRouter(request -> Answer.failure(kind, pieces));
            try (Rig rig = Rig.of(router)) {
                boolean again = kind == ModelException.Kind.TRUNCATED && pieces.length > 0;
                RunOutcome outcome =
                        Rig.ask(rig.thread().id())
                                .config(Map.of("configurable", Map.of("model", "other")))
                                .say("hi")
                                .turn(rig);
                assertThat(outcome.run().error().orElseThrow().error())
                        .isEqualTo("ModelError." + kind);
                assertThat(router.requests()).hasSize(again ? 3 : 1);
            }
        }
    }

    @Test
    void aModelThatRefusesFailsTheRun() {
        ScriptedRouter router =
                new ScriptedRouter(request -> Answer.failure(ModelException.Kind.CONTENT_POLICY));
        try (Rig rig = Rig.of(router)) {
            String thread = rig.thread().id();
            RunOutcome outcome = rig.turn(thread, "hi");
            assertThat(outcome.run().status()).isEqualTo(RunStatus.ERROR);
            assertThat(outcome.run().error().orElseThrow().error())
                    .isEqualTo("ModelError.CONTENT_POLICY");
            assertThat(rig.router.requests()).hasSize(1);
            router.script(request -> Answer.text("better"));
            assertThat(TurnTest.texts(Rig.ask(thread).turn(rig).state()))
                    .containsExactly("hi", "better");
        }
    }

    @Test
    void anUnansweredCallIsExplainedToTheModel() {
        CompletableFuture<ToolResult> never = new CompletableFuture<>();
        ScriptedTool tool =
                new ScriptedTool(
                        "a", SideEffect.NONE, Duration.ofSeconds(60), (call, context) -> never);
        try (Rig rig = Rig.of(ToolTest.calling(new ToolCall("c", "a", "{\"n\":1}")), tool)) {
            String thread = rig.thread().id();
            Run run = rig.start(thread, "go");
            Rig.until(() -> !tool.calls().isEmpty());
            Rig.await(rig.runs.cancel(Rig.TENANT, run.id(), CancelAction.INTERRUPT));
            rig.router.script(request -> Answer.text("ok"));
            rig.turn(thread, "never mind");
            var asked = rig.router.requests().get(rig.router.requests().size() - 1).messages();
            assertThat(asked)
                    .extracting(m -> m.role())
                    .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL, Role.USER);
        }
    }

    @Test
    void aRollbackKeepsTheAnswerThatIsJustBeingWritten() {
        CompletableFuture<Void> model = new CompletableFuture<>();
        CompletableFuture<Void> disk = new CompletableFuture<>();
        Map<String, Answer> answers =
                Map.of(
                        "1", Answer.text("a1").before(model),
                        "2", Answer.text("a2").before(new CompletableFuture<>()),
                        "3", Answer.text("a3"));
        ScriptedRouter router =
                new ScriptedRouter(
                        r -> answers.get(r.messages().get(r.messages().size() - 1).text()));
        try (Rig rig = Rig.of(router)) {
            String thread = rig.thread().id();
            Run first = rig.start(thread, "1");
            Rig.until(() -> router.requests().size() == 1);
            rig.store.gate(disk);
            long asked = rig.store.asked();
            model.complete(null);
            Rig.until(() -> rig.store.asked() > asked); // answered, and not durable
            var second = rig.runs.start(Rig.TENANT, Rig.ask(thread).say("2").request());
            var third =
                    rig.runs.start(
                            Rig.TENANT,
                            Rig.ask(thread)
                                    .say("3")
                                    .multitask(MultitaskStrategy.ROLLBACK)
                                    .request());
            assertThatThrownBy(() -> rig.start(thread, "4")).hasMessageContaining("not finished");
            disk.complete(null); // and not before the roll-back
            assertThat(rig.join(first).run().status()).isEqualTo(RunStatus.SUCCESS);
            Rig.await(second);
            assertThat(TurnTest.texts(rig.join(Rig.await(third)).state()))
                    .containsExactly("1", "a1", "3", "a3");
        }
    }

    @Test
    void anErrorOfAPlugInFailsTheRunAndNotTheThread() {
        ScriptedRouter router =
                new ScriptedRouter(
                        r -> {
                            throw new NoClassDefFoundError("scripted");
                        });
        try (Rig rig = Rig.of(router)) {
            String thread = rig.thread().id();
            assertThat(rig.turn(thread, "1").run().status()).isEqualTo(RunStatus.ERROR);
            rig.router.script(r -> Answer.text("ok"));
            assertThat(rig.turn(thread, "2").run().status()).isEqualTo(RunStatus.SUCCESS);
        }
    }

    @Test
    void whoComesWhileAThreadIsBeingDeletedFindsANewOne() {
        CompletableFuture<Void> disk = new CompletableFuture<>();
        try (Rig rig = Rig.of(new ScriptedRouter(r -> Answer.text("ok")))) {
            String thread = rig.thread().id();
            rig.turn(thread, "old");
            rig.store.gate(disk);
            long asked = rig.store.asked();
            var deletion = rig.threads.delete(Rig.TENANT, thread);
            Rig.until(() -> rig.store.asked() > asked);
            var run = rig.runs.start(Rig.TENANT, Rig.ask(thread).say("new").create().request());
            var edit = rig.threads.update(Rig.TENANT, thread, Map.of("k", "v"));
            disk.complete(null);
            Rig.await(deletion);
            assertThat(TurnTest.texts(rig.join(Rig.await(run)).state()))
                    .containsExactly("new", "ok");
            Rig.await(edit);
            try (Rig next = rig.restart()) {
                assertThat(TurnTest.texts(next.state(thread))).containsExactly("new", "ok");
            }
        }
    }

    @Test
    void aRefusedRequestLeavesNoThreadAndStopsNobody() {
        try (Rig rig = Rig.of(new ScriptedRouter(r -> Answer.text("ok")))) {
            String fresh = UUID.randomUUID().toString();
            assertThatThrownBy(
                            () ->
                                    Rig.ask(fresh)
                                            .say("x")
                                            .create()
                                            .from(UUID.randomUUID().toString())
                                            .start(rig))
                    .hasMessageContaining("checkpoint");
            Rig.await(rig.threads.create(Rig.TENANT, Optional.of(fresh), Map.of()));
        }
    }

    @Test
    void aBurstDoesNotPassTheBoundOfOpenRuns() {
        CompletableFuture<Void> disk = new CompletableFuture<>();
        MemoryStore store = new MemoryStore();
        ScriptedRouter router = new ScriptedRouter(r -> Answer.text("ok"));
        try (Rig rig = new Rig(store, router, Map.of("active_runs", 2, "queue_runs", 0))) {
            store.gate(disk);
            List<CompletableFuture<Run>> burst =
                    IntStream.range(0, 5)
                            .mapToObj(i -> Rig.ask(null).say("hi").request())
                            .map(request -> rig.runs.start(Rig.TENANT, request))
                            .map(CompletionStage::toCompletableFuture)
                            .toList();
            assertThat(burst).filteredOn(CompletableFuture::isCompletedExceptionally).hasSize(3);
            disk.complete(null);
            burst.subList(0, 2).forEach(run -> rig.join(Rig.await(run)));
            Rig.ask(null).say("hi").turn(rig); // the places are free again
        }
    }

    @Test
    void aRollbackThatIsRefusedLeavesTheActiveRunAlone() {
        try (Rig rig = slow()) {
            String thread = rig.thread().id();
            Run first = rig.start(thread, "1");
            Rig.until(() -> rig.router.requests().size() == 1);
            String made = rig.history(thread).get(0).checkpointId();
            assertThatThrownBy(
                            () ->
                                    Rig.ask(thread)
                                            .say("2")
                                            .from(made)
                                            .multitask(MultitaskStrategy.ROLLBACK)
                                            .start(rig))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.kind()).isEqualTo(AgentException.Kind.NOT_FOUND));
            gate.complete(null);
            assertThat(rig.join(first).run().status()).isEqualTo(RunStatus.SUCCESS);
        }
    }
}
