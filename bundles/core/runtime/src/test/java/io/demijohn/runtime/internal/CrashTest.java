package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.EventId;
import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.ThreadStatus;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolInvocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The process dies at every place of the journal; the next one goes on from the last record. */
final class CrashTest {

    private static final int ROUNDS = 3;

    /** Three rounds of two tools, one that only looks and one that acts, then an answer. */
    private static Answer script(ChatRequest request) {
        long answered =
                request.messages().stream().filter(message -> message.role() == Role.TOOL).count();
        int round = (int) answered / 2;
        return round < ROUNDS
                ? Answer.calls(
                        "round " + round,
                        new ToolCall("look" + round, "a", "{\"n\":" + round + "}"),
                        new ToolCall("act" + round, "b", "{\"n\":" + round + "}"))
                : Answer.text("all ", "is ", "done");
    }

    @Property(tries = 60)
    void nothingIsLostAndNothingHappensTwice(
            @ForAll @IntRange(min = 1, max = 14) int group,
            @ForAll @IntRange(min = 1, max = 6) int again,
            @ForAll boolean acknowledged,
            @ForAll @LongRange(min = 1, max = 5) long pace) {
        ScriptedTool look = ScriptedTool.quick("a");
        ScriptedTool act = ScriptedTool.quick("b", SideEffect.EFFECTFUL);
        Rig rig = Rig.of(new ScriptedRouter(CrashTest::script), look, act);
        String thread = rig.thread().id();
        rig.store.dieAfter(group, acknowledged);
        Optional<Run> accepted = tryStart(rig, thread);
        List<RunEvent> seen = new ArrayList<>();
        try {
            accepted.ifPresent(run -> seen.addAll(readUntilDeath(rig, run, seen, pace)));
            Rig second = awaitDeathOrEnd(rig, accepted).restart();
            second.store.dieAfter(again, acknowledged);
            accepted.ifPresent(run -> seen.addAll(readUntilDeath(second, run, seen, pace)));
            try (Rig third = awaitDeathOrEnd(second, accepted).restart()) {
                accepted.ifPresent(
                        run -> {
                            finish(third, thread, run, seen, pace);
                            check(third, thread, run, act, seen);
                        });
            }
        } finally {
            rig.close();
        }
    }

    private static Optional<Run> tryStart(Rig rig, String thread) {
        var start = rig.runs.start(Rig.TENANT, Rig.ask(thread).say("go").request());
        Rig.until(() -> start.toCompletableFuture().isDone() || rig.store.dead());
        return start.toCompletableFuture().isDone()
                ? Optional.of(Rig.await(start))
                : Optional.empty();
    }

    /** Reads on from what was seen, until the process is dead or the run has ended. */
    private static List<RunEvent> readUntilDeath(Rig rig, Run run, List<RunEvent> seen, long pace) {
        if (ended(seen)) {
            return List.of();
        }
        Reader reader = Reader.of(rig, run.id(), after(seen), pace);
        Rig.until(() -> rig.store.dead() || ended(reader.events()));
        return reader.stop();
    }

    private static Rig awaitDeathOrEnd(Rig rig, Optional<Run> run) {
        Rig.until(
                () ->
                        rig.store.dead()
                                || run.map(r -> rig.runs.find(Rig.TENANT, r.id()).orElse(r))
                                        .map(r -> r.status().ended())
                                        .orElse(true));
        return rig;
    }

    private static boolean ended(List<RunEvent> events) {
        return !events.isEmpty() && events.get(events.size() - 1) instanceof RunEvent.Ended;
    }

    private static Optional<EventId> after(List<RunEvent> seen) {
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        EventId last = seen.get(seen.size() - 1).id();
        return Optional.of(new EventId(last.step(), last.attempt(), last.index() + 1));
    }

    private static void finish(Rig rig, String thread, Run run, List<RunEvent> seen, long pace) {
        if (!ended(seen)) {
            seen.addAll(Reader.of(rig, run.id(), after(seen), pace).untilEnd());
        }
        while (rig.threads.find(Rig.TENANT, thread).orElseThrow().status()
                == ThreadStatus.INTERRUPTED) {
            assertThat(rig.state(thread).tasks().get(0).interrupts()).hasSize(1);
            Rig.ask(thread)
                    .resume(Map.of("outcome", "done", "result", "a person looked"))
                    .turn(rig);
        }
    }

    private static void check(
            Rig rig, String thread, Run run, ScriptedTool act, List<RunEvent> seen) {
        assertThat(rig.runs.find(Rig.TENANT, run.id()).orElseThrow().status())
                .isEqualTo(RunStatus.SUCCESS);
        assertThat(TurnTest.texts(rig.state(thread)))
                .hasSize(2 + 3 * ROUNDS)
                .last()
                .isEqualTo("all is done");
        Map<Object, Integer> happened = new HashMap<>();
        for (ToolInvocation call : act.calls()) {
            happened.merge(call.arguments().get("n"), 1, Integer::sum);
        }
        assertThat(happened.values()).allMatch(times -> times == 1);
        assertThat(seen).extracting(RunEvent::id).isSorted().doesNotHaveDuplicates();
        assertThat(seen.get(0)).isInstanceOf(RunEvent.Started.class);
        List<RunEvent> derived = Reader.all(rig, run.id());
        List<RunEvent> durable =
                seen.stream().filter(event -> !(event instanceof RunEvent.MessageDelta)).toList();
        assertThat(durable)
                .isEqualTo(
                        derived.stream()
                                .filter(event -> !(event instanceof RunEvent.MessageDelta))
                                .toList());
        assertThat(rig.history(thread))
                .extracting(c -> ((Number) c.metadata().get("step")).intValue())
                .doesNotHaveDuplicates()
                .hasSize(2 + 2 * ROUNDS + 1);
    }

    @Test
    void queuedRunsGoOnInOrderAfterARestart() {
        var gate = new java.util.concurrent.CompletableFuture<Void>();
        ScriptedRouter router = new ScriptedRouter(request -> Answer.text("never").before(gate));
        Rig rig = Rig.of(router);
        String thread = rig.thread().id();
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            runs.add(Rig.ask(thread).say("m" + i).multitask(MultitaskStrategy.ENQUEUE).start(rig));
        }
        router.script(request -> Answer.text("ok"));
        try (Rig next = rig.restart()) {
            for (Run run : runs) {
                RunOutcome outcome = next.join(run);
                assertThat(outcome.run().status()).isEqualTo(RunStatus.SUCCESS);
            }
            assertThat(TurnTest.texts(next.state(thread)))
                    .containsExactly("m0", "ok", "m1", "ok", "m2", "ok");
        }
    }
}
