package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunService.CancelAction;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.ThreadStatus;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Many callers at once, who start, queue, interrupt, roll back and cancel as they like. */
final class CrowdTest {

    private static Answer wander(Random random, boolean afterTool) {
        CompletableFuture<Void> pause = new CompletableFuture<>();
        pause.completeOnTimeout(null, random.nextInt(3), TimeUnit.MILLISECONDS);
        boolean call = !afterTool && random.nextBoolean();
        return (call
                        ? Answer.calls("", new ToolCall("c", "a", "{\"n\":1}"))
                        : Answer.text("some ", "words"))
                .afterDeltas(pause);
    }

    @Property(tries = 25)
    void everyAcceptedRunEndsAndTheStateIsWhatTheJournalSays(@ForAll long seed) {
        Random random = new Random(seed);
        ScriptedRouter router =
                new ScriptedRouter(
                        request -> {
                            var last = request.messages().get(request.messages().size() - 1);
                            synchronized (random) {
                                return wander(random, last.role() == Role.TOOL);
                            }
                        });
        Rig rig = Rig.of(router, ScriptedTool.quick("a"));
        List<String> threads = List.of(rig.thread().id(), rig.thread().id());
        ConcurrentLinkedQueue<Run> accepted = new ConcurrentLinkedQueue<>();
        List<CompletionStage<?>> actions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            actions.add(act(rig, random, threads.get(random.nextInt(2)), accepted));
        }
        actions.forEach(Rig::await);
        List<Reader> readers = new ArrayList<>();
        for (Run run : accepted) {
            if (rig.runs.find(Rig.TENANT, run.id()).isPresent()) {
                ended(rig, run);
            }
        }
        for (String thread : threads) {
            Rig.until(
                    () ->
                            rig.threads.find(Rig.TENANT, thread).orElseThrow().status()
                                    != ThreadStatus.BUSY);
        }
        assertThat(rig.runtime.desk().openRuns()).isZero();
        List<Object> before = view(rig, threads);
        try (Rig next = rig.restart()) {
            assertThat(view(next, threads)).isEqualTo(before);
        }
    }

    private static List<Object> view(Rig rig, List<String> threads) {
        List<Object> all = new ArrayList<>();
        for (String thread : threads) {
            all.add(rig.state(thread));
            all.add(rig.history(thread));
            all.add(rig.threads.find(Rig.TENANT, thread));
        }
        return all;
    }

    private static void ended(Rig rig, Run run) {
        try {
            assertThat(rig.join(run).run().status()).isIn(RunStatus.SUCCESS, RunStatus.INTERRUPTED);
            List<RunEvent> events = Reader.all(rig, run.id());
            assertThat(events).extracting(RunEvent::id).isSorted();
            assertThat(events.get(events.size() - 1)).isInstanceOf(RunEvent.Ended.class);
        } catch (AgentException e) {
            // rolled back in the meantime: then it is nowhere
            assertThat(e.kind()).isEqualTo(AgentException.Kind.NOT_FOUND);
        }
    }

    private static CompletionStage<?> act(
            Rig rig, Random random, String thread, ConcurrentLinkedQueue<Run> accepted) {
        int choice;
        synchronized (random) {
            choice = random.nextInt(7);
        }
        if (choice < 5) {
            MultitaskStrategy[] all = MultitaskStrategy.values();
            return rig.runs
                    .start(
                            Rig.TENANT,
                            Rig.ask(thread).say("hi").multitask(all[choice % 4]).request())
                    .handle((run, error) -> run == null ? refused(error) : accepted.add(run));
        }
        List<Run> some = List.copyOf(accepted);
        if (some.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        CancelAction action = choice == 5 ? CancelAction.INTERRUPT : CancelAction.ROLLBACK;
        return rig.runs
                .cancel(Rig.TENANT, some.get(some.size() - 1).id(), action)
                .handle((run, error) -> error == null || refused(error));
    }

    private static boolean refused(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        assertThat(cause)
                .isInstanceOfSatisfying(
                        AgentException.class,
                        e ->
                                assertThat(e.kind())
                                        .isIn(
                                                AgentException.Kind.BUSY,
                                                AgentException.Kind.NOT_FOUND));
        return true;
    }

    @Test
    void anAnswerSentTwiceAtOnceCountsOnce() {
        CompletableFuture<ToolResult> never = new CompletableFuture<>();
        ScriptedTool tool =
                new ScriptedTool(
                        "a",
                        SideEffect.EFFECTFUL,
                        Duration.ofSeconds(60),
                        (call, context) -> never);
        try (Rig rig = Rig.of(ToolTest.calling(new ToolCall("c", "a", "{\"n\":1}")), tool)) {
            String thread = rig.thread().id();
            Run run = rig.start(thread, "go");
            Rig.until(() -> !tool.calls().isEmpty());
            Rig.await(rig.runs.cancel(Rig.TENANT, run.id(), CancelAction.INTERRUPT));
            Rig.ask(thread).turn(rig);
            var answer =
                    Rig.ask(thread)
                            .multitask(MultitaskStrategy.ENQUEUE)
                            .resume(Map.of("outcome", "done", "result", "sent"))
                            .request();
            var first = rig.runs.start(Rig.TENANT, answer);
            var second = rig.runs.start(Rig.TENANT, answer);
            rig.join(Rig.await(first));
            rig.join(Rig.await(second));
            assertThat(TurnTest.texts(rig.state(thread))).containsExactly("go", "", "sent", "done");
        }
    }

    @Test
    void aThousandReadersOfOneRun() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        try (Rig rig =
                Rig.of(
                        new ScriptedRouter(
                                request -> Answer.text("x ".repeat(50).split("")).before(gate)))) {
            Run run = rig.start(rig.thread().id(), "hi");
            List<Reader> readers = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                readers.add(Reader.of(rig, run.id(), Optional.empty(), 1 + i % 7));
            }
            gate.complete(null);
            List<RunEvent> expected = readers.get(0).untilEnd();
            for (Reader reader : readers) {
                assertThat(reader.untilEnd()).isEqualTo(expected);
            }
        }
    }
}
