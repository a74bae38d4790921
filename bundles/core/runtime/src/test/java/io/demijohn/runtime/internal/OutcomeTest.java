package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.Resolution;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.ThreadStatus;
import io.demijohn.call.CallContext;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolException.Kind;
import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolInvocation;
import io.demijohn.tool.ToolProbe;
import io.demijohn.tool.ToolResult;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls whose outcome nobody can tell while the process lives, and tools that go in mid-call. */
final class OutcomeTest {

    /** Fails so often, then answers. */
    private static final class Shaky implements ToolExecutor {
        final List<ToolInvocation> calls = new CopyOnWriteArrayList<>();
        final List<ToolInvocation> probes = new CopyOnWriteArrayList<>();
        final SideEffect effect;
        final Kind kind;
        final int failures;
        volatile ToolProbe says = ToolProbe.UNKNOWN;
        volatile Runnable onCall = () -> {};

        Shaky(SideEffect effect, Kind kind, int failures) {
            this.effect = effect;
            this.kind = kind;
            this.failures = failures;
        }

        @Override
        public ToolSpec spec() {
            return new ToolSpec("b", "acts", ScriptedTool.SCHEMA, effect, Duration.ofMillis(100));
        }

        @Override
        public CompletionStage<ToolResult> execute(ToolInvocation call, CallContext context) {
            calls.add(call);
            onCall.run();
            if (calls.size() > failures) {
                return CompletableFuture.completedFuture(ToolResult.of("sun"));
            }
            return kind == Kind.TIMEOUT
                    ? new CompletableFuture<>()
                    : CompletableFuture.failedFuture(new ToolException(kind, "it broke"));
        }

        @Override
        public CompletionStage<ToolProbe> probe(ToolInvocation call, CallContext context) {
            probes.add(call);
            return CompletableFuture.completedFuture(says);
        }
    }

    private static Rig rig(ToolExecutor... tools) {
        return new Rig(
                new MemoryStore(),
                ToolTest.calling(new ToolCall("c", "b", "{\"n\":1}")),
                Map.of("replacement_grace_seconds", 0),
                tools);
    }

    private static List<String> answers(RunOutcome outcome) {
        assertThat(outcome.run().status()).isEqualTo(RunStatus.SUCCESS);
        return outcome.state().values().messages().stream()
                .filter(message -> message.role() == Role.TOOL)
                .map(Message::text)
                .toList();
    }

    private static void calledWithOneKey(Shaky tool, int times) {
        assertThat(tool.calls).hasSize(times);
        assertThat(tool.calls)
                .extracting(ToolInvocation::idempotencyKey)
                .containsOnly(tool.calls.get(0).idempotencyKey());
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "OUTCOME_UNKNOWN"})
    void anEffectfulCallIsNotToldAsAFailureButAskedAbout(Kind kind) {
        Shaky tool = new Shaky(SideEffect.EFFECTFUL, kind, 9);
        try (Rig rig = rig(tool)) {
            String thread = rig.thread().id();
            assertThat(answers(rig.turn(thread, "go"))).isEmpty();
            assertThat(rig.threads.find(Rig.TENANT, thread).orElseThrow().status())
                    .isEqualTo(ThreadStatus.INTERRUPTED);
            assertThat(rig.runs.inQuestion(Rig.TENANT, Optional.of(thread), 10)).hasSize(1);
            assertThat(tool.probes).containsExactlyElementsOf(tool.calls);
            assertThat(rig.router.requests()).hasSize(1);

            Run next =
                    Rig.await(
                                    rig.runs.resolve(
                                            Rig.TENANT,
                                            thread,
                                            Optional.of("c"),
                                            Resolution.done("it rained", "ann")))
                            .next()
                            .orElseThrow();
            assertThat(answers(rig.join(next))).containsExactly("it rained");
            assertThat(tool.calls).hasSize(1);
        }
    }

    @Test
    void theQuestionOutlivesTheProcessAndARetryHasTheSameKey() {
        Shaky tool = new Shaky(SideEffect.EFFECTFUL, Kind.OUTCOME_UNKNOWN, 1);
        Rig first = rig(tool);
        String thread = first.thread().id();
        first.turn(thread, "go");
        try (Rig rig = first.restart()) {
            Run next =
                    Rig.await(
                                    rig.runs.resolve(
                                            Rig.TENANT,
                                            thread,
                                            Optional.empty(),
                                            Resolution.retry("ann")))
                            .next()
                            .orElseThrow();
            assertThat(answers(rig.join(next))).containsExactly("sun");
            calledWithOneKey(tool, 2);
        }
    }

    @Test
    void whatTheToolKnowsOfItIsTheAnswer() {
        Shaky tool = new Shaky(SideEffect.EFFECTFUL, Kind.OUTCOME_UNKNOWN, 9);
        tool.says = ToolProbe.happened(ToolResult.of("booked"));
        try (Rig rig = rig(tool)) {
            assertThat(answers(rig.turn(rig.thread().id(), "go"))).containsExactly("booked");
            assertThat(tool.calls).hasSize(1);
        }
    }

    @Test
    void whatDidNotHappenIsCalledOnceMoreAndThenAFailure() {
        Shaky tool = new Shaky(SideEffect.EFFECTFUL, Kind.OUTCOME_UNKNOWN, 9);
        tool.says = ToolProbe.NOT_HAPPENED;
        try (Rig rig = rig(tool)) {
            assertThat(answers(rig.turn(rig.thread().id(), "go")).get(0)).contains("it broke");
            calledWithOneKey(tool, 2);
            assertThat(tool.probes).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "OUTCOME_UNKNOWN"})
    void anIdempotentCallIsMadeOnceMoreWithTheSameKey(Kind kind) {
        Shaky once = new Shaky(SideEffect.IDEMPOTENT, kind, 1);
        Shaky always = new Shaky(SideEffect.IDEMPOTENT, kind, 9);
        try (Rig good = rig(once);
                Rig bad = rig(always)) {
            assertThat(answers(good.turn(good.thread().id(), "go"))).containsExactly("sun");
            calledWithOneKey(once, 2);
            assertThat(answers(bad.turn(bad.thread().id(), "go")).get(0)).startsWith("Error: ");
            calledWithOneKey(always, 2);
            assertThat(always.probes).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "OUTCOME_UNKNOWN"})
    void aCallThatOnlyLooksHasFailed(Kind kind) {
        Shaky tool = new Shaky(SideEffect.NONE, kind, 1);
        try (Rig rig = rig(tool)) {
            assertThat(answers(rig.turn(rig.thread().id(), "go")).get(0)).startsWith("Error: ");
            assertThat(tool.calls).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(SideEffect.class)
    void aToolThatIsReplacedInMidCallIsCalledAgainAtItsReplacement(SideEffect effect) {
        Shaky old = new Shaky(effect, Kind.UNAVAILABLE, 9);
        Shaky fresh = new Shaky(effect, Kind.UNAVAILABLE, 0);
        try (Rig rig = rig(old)) {
            old.onCall =
                    () -> {
                        rig.removeTool(old);
                        rig.addTool(fresh);
                    };
            assertThat(answers(rig.turn(rig.thread().id(), "go"))).containsExactly("sun");
            assertThat(fresh.calls).containsExactlyElementsOf(old.calls);
        }
    }

    @Test
    void aToolThatGoesInMidCallIsWaitedFor() {
        Shaky old = new Shaky(SideEffect.EFFECTFUL, Kind.UNAVAILABLE, 9);
        Shaky fresh = new Shaky(SideEffect.EFFECTFUL, Kind.UNAVAILABLE, 0);
        Rig first = rig(old);
        old.onCall = () -> first.removeTool(old);
        Run run = first.start(first.thread().id(), "go");
        Rig.until(
                () ->
                        first.runs.find(Rig.TENANT, run.id()).orElseThrow().status()
                                == RunStatus.WAITING_FOR_BUNDLE);
        try (Rig rig = first.restart()) {
            rig.addTool(fresh);
            assertThat(answers(rig.join(run))).containsExactly("sun");
            assertThat(fresh.calls).containsExactlyElementsOf(old.calls);
            assertThat(rig.runs.inQuestion(Rig.TENANT, Optional.empty(), 10)).isEmpty();
        }
    }

    @Test
    void aToolThatIsNeverThereForLongIsNotCalledForEver() {
        List<ToolInvocation> calls = new CopyOnWriteArrayList<>();
        Rig[] place = new Rig[1];
        Shaky tool = swapping(calls, place);
        try (Rig rig = rig(tool)) {
            place[0] = rig;
            assertThat(answers(rig.turn(rig.thread().id(), "go")).get(0)).contains("it broke");
            assertThat(calls).hasSize(6);
        }
    }

    /** Each call finds that the next version has just come. */
    private static Shaky swapping(List<ToolInvocation> calls, Rig[] rig) {
        Shaky tool = new Shaky(SideEffect.EFFECTFUL, Kind.UNAVAILABLE, 9);
        tool.onCall =
                () -> {
                    calls.addAll(tool.calls);
                    rig[0].removeTool(tool);
                    rig[0].addTool(swapping(calls, rig));
                };
        return tool;
    }

    @Test
    void aToolThatIsStillThereAndRefusesHasFailed() {
        Shaky tool = new Shaky(SideEffect.EFFECTFUL, Kind.UNAVAILABLE, 9);
        try (Rig rig = rig(tool)) {
            assertThat(answers(rig.turn(rig.thread().id(), "go")).get(0)).contains("it broke");
            assertThat(tool.calls).hasSize(1);
        }
    }
}
