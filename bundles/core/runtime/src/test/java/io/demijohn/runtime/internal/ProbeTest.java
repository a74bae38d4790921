package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.Run;
import io.demijohn.agent.RunStatus;
import io.demijohn.call.CallContext;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolInvocation;
import io.demijohn.tool.ToolProbe;
import io.demijohn.tool.ToolResult;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A tool that knows what became of its calls is asked before a person is. */
final class ProbeTest {

    /** Hangs in its first life, answers in later ones, and says what it is told to say. */
    private static final class Knowing implements ToolExecutor {
        final List<ToolInvocation> calls = new CopyOnWriteArrayList<>();
        final List<ToolInvocation> probes = new CopyOnWriteArrayList<>();
        volatile CompletionStage<ToolProbe> says =
                CompletableFuture.completedFuture(ToolProbe.UNKNOWN);

        @Override
        public ToolSpec spec() {
            return new ToolSpec(
                    "b", "acts", ScriptedTool.SCHEMA, SideEffect.EFFECTFUL, Duration.ofSeconds(1));
        }

        @Override
        public CompletionStage<ToolResult> execute(ToolInvocation call, CallContext context) {
            calls.add(call);
            return calls.size() == 1
                    ? new CompletableFuture<>()
                    : CompletableFuture.completedFuture(ToolResult.of("called again"));
        }

        @Override
        public CompletionStage<ToolProbe> probe(ToolInvocation call, CallContext context) {
            probes.add(call);
            return says;
        }
    }

    private static Rig cutOff(Knowing tool, Run[] run) {
        Rig rig = Rig.of(ToolTest.calling(new ToolCall("c", "b", "{\"n\":1}")), tool);
        run[0] = rig.start(rig.thread().id(), "go");
        Rig.until(() -> tool.calls.size() == 1);
        return rig;
    }

    private static String answer(Rig rig, Run run) {
        var outcome = rig.join(run);
        assertThat(outcome.run().status()).isEqualTo(RunStatus.SUCCESS);
        return outcome.state().values().messages().stream()
                .filter(message -> message.role() == Role.TOOL)
                .map(Message::text)
                .findFirst()
                .orElse("");
    }

    @Test
    void whatTheToolKnowsIsTheAnswerAndNothingIsCalledAgain() {
        Knowing tool = new Knowing();
        Run[] run = new Run[1];
        Rig rig = cutOff(tool, run);
        tool.says = CompletableFuture.completedFuture(ToolProbe.happened(ToolResult.of("booked")));
        try (Rig next = rig.restart()) {
            assertThat(answer(next, run[0])).isEqualTo("booked");
            assertThat(tool.calls).hasSize(1);
            assertThat(tool.probes).containsExactly(tool.calls.get(0));
        }
    }

    @Test
    void whatDidNotHappenIsCalledAgainWithTheSameKey() {
        Knowing tool = new Knowing();
        Run[] run = new Run[1];
        Rig rig = cutOff(tool, run);
        tool.says = CompletableFuture.completedFuture(ToolProbe.NOT_HAPPENED);
        try (Rig next = rig.restart()) {
            assertThat(answer(next, run[0])).isEqualTo("called again");
            assertThat(tool.calls.get(1)).isEqualTo(tool.calls.get(0));
        }
    }

    @Test
    void aProbeThatFailsOrHangsMeansThatAPersonIsAsked() {
        List<CompletionStage<ToolProbe>> bad =
                List.of(
                        CompletableFuture.completedFuture(ToolProbe.UNKNOWN),
                        CompletableFuture.failedFuture(new IllegalStateException("broken")),
                        new CompletableFuture<>());
        for (CompletionStage<ToolProbe> says : bad) {
            Knowing tool = new Knowing();
            Run[] run = new Run[1];
            Rig rig = cutOff(tool, run);
            tool.says = says;
            try (Rig next = rig.restart()) {
                Rig.until(() -> next.runtime.desk().inQuestion() == 1);
                assertThat(tool.calls).hasSize(1);
            }
        }
    }

    @Test
    void aCallThatWasEffectfulWhenItWasMadeIsNotRepeatedByALaterVersionThatSaysOtherwise() {
        Knowing tool = new Knowing();
        ScriptedTool later = ScriptedTool.quick("b", SideEffect.IDEMPOTENT);
        Rig rig = cutOff(tool, new Run[1]);
        rig.removeTool(tool);
        rig.addTool(later);
        try (Rig next = rig.restart()) {
            Rig.until(() -> next.runtime.desk().inQuestion() == 1);
            assertThat(later.calls()).isEmpty();
        }
    }
}
