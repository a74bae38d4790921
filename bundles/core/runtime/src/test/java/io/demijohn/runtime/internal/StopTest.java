package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunRequest;
import io.demijohn.agent.RunService;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Who asks a runtime that stops, or has stopped a moment ago, gets an answer all the same. */
final class StopTest {

    private final CompletableFuture<Void> never = new CompletableFuture<>();
    private final ScriptedRouter silent =
            new ScriptedRouter(request -> Answer.text("ok").before(never));

    @Test
    void whoListensAndWhoComesTooLateHearThatItStops() {
        Rig rig = Rig.of(silent);
        Run run = rig.start(rig.thread().id(), "hi");
        Reader early = Reader.of(rig, run.id(), Optional.empty());
        CompletionStage<?> join = rig.runs.join(Rig.TENANT, run.id());
        rig.runtime.stop();

        assertStops(early);
        assertStops(Reader.of(rig, run.id(), Optional.empty()));
        assertStops(join);
        assertStops(rig.runs.join(Rig.TENANT, run.id()));
        assertStops(rig.runs.cancel(Rig.TENANT, run.id(), RunService.CancelAction.INTERRUPT));
        assertStops(rig.threads.create(Rig.TENANT, Optional.empty(), Map.of()));
    }

    @Test
    void whatTheDiskTakesAfterTheStopIsAcknowledged() {
        Rig rig = Rig.of(silent);
        String thread = rig.thread().id();
        long before = rig.store.asked();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        rig.store.gate(gate);
        CompletionStage<Run> accepted =
                rig.runs.start(Rig.TENANT, RunRequest.of("agent", thread, Rig.say("hi")));
        Rig.until(() -> rig.store.asked() > before);
        rig.runtime.stop();
        gate.complete(null);

        Run run = Rig.await(accepted);
        assertThat(run.threadId()).isEqualTo(thread);
        assertStops(Reader.of(rig, run.id(), Optional.empty()));
    }

    private static void assertStops(Reader reader) {
        assertStops(reader.end());
    }

    private static void assertStops(CompletionStage<?> answer) {
        assertThatThrownBy(() -> Rig.await(answer))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("stopping");
    }
}
