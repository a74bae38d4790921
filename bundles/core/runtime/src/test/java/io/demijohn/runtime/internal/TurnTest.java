package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.ThreadStatus;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TurnTest {

    @Test
    void aTurnWithoutToolsLeavesThreeCheckpoints() {
        try (Rig rig = Rig.of(new ScriptedRouter(request -> Answer.text("Hel", "lo")))) {
            String thread = rig.thread().id();
            RunOutcome outcome = rig.turn(thread, "hi");

            assertThat(outcome.run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(texts(outcome.state())).containsExactly("hi", "Hello");
            List<Checkpoint> history = rig.history(thread);
            assertThat(history)
                    .extracting(c -> c.metadata().get("step"))
                    .containsExactly(1L, 0L, -1L);
            assertThat(history)
                    .extracting(Checkpoint::next)
                    .containsExactly(List.of(), List.of("agent"), List.of("__start__"));
            assertThat(history.get(2).metadata()).containsEntry("source", "input");
            assertThat(history.get(2).values().messages()).isEmpty();
            assertThat(history.get(2).parentId()).isEmpty();
            assertThat(history.get(0).parentId()).contains(history.get(1).checkpointId());
            assertThat(history)
                    .extracting(Checkpoint::checkpointId)
                    .isSortedAccordingTo((a, b) -> b.compareTo(a));
            assertThat(history.get(1).tasks().get(0).result().orElseThrow().messages())
                    .extracting(Message::text)
                    .containsExactly("Hello");
            assertThat(rig.threads.find(Rig.TENANT, thread).orElseThrow().status())
                    .isEqualTo(ThreadStatus.IDLE);
        }
    }

    @Test
    void toolsRunInParallelAndAnswerInCallOrder() {
        ScriptedRouter router = new ScriptedRouter(request -> Answer.text("done"));
        router.script(
                request ->
                        request.messages()
                                        .get(request.messages().size() - 1)
                                        .toolCallId()
                                        .isPresent()
                                ? Answer.text("done")
                                : Answer.calls(
                                        "let me see",
                                        new ToolCall("c1", "a", "{\"n\":1}"),
                                        new ToolCall("c2", "b", "{\"n\":2}")));
        try (Rig rig = Rig.of(router, ScriptedTool.quick("a"), ScriptedTool.quick("b"))) {
            String thread = rig.thread().id();
            RunOutcome outcome = rig.turn(thread, "go");

            assertThat(texts(outcome.state()))
                    .containsExactly("go", "let me see", "a1", "b2", "done");
            assertThat(rig.history(thread))
                    .extracting(Checkpoint::next)
                    .containsExactly(
                            List.of(),
                            List.of("agent"),
                            List.of("tools"),
                            List.of("agent"),
                            List.of("__start__"));
            rig.turn(thread, "again");
            assertThat(rig.history(thread).get(4).metadata()).containsEntry("step", 4L);
        }
    }

    @Test
    void eventsAreTheSameLiveAndLater() {
        try (Rig rig = Rig.of(new ScriptedRouter(request -> Answer.text("a", "bc", "d")))) {
            String thread = rig.thread().id();
            var run = rig.start(thread, "hi");
            List<RunEvent> live = Reader.all(rig, run.id());

            assertThat(live.stream().map(e -> e.getClass().getSimpleName()))
                    .containsExactly(
                            "Started",
                            "StateChanged",
                            "MessageDelta",
                            "MessageDelta",
                            "MessageDelta",
                            "MessageComplete",
                            "NodeFinished",
                            "StateChanged",
                            "Ended");
            assertThat(live).extracting(RunEvent::id).isSorted();
            assertThat(Reader.all(rig, run.id())).isEqualTo(live);
            try (Rig next = rig.restart()) {
                assertThat(Reader.all(next, run.id())).isEqualTo(live);
                assertThat(next.runs.find(Rig.TENANT, run.id()).orElseThrow().status())
                        .isEqualTo(RunStatus.SUCCESS);
                assertThat(Reader.of(next, run.id(), Optional.of(live.get(3).id())).untilEnd())
                        .isEqualTo(live.subList(3, live.size()));
            }
        }
    }

    static List<String> texts(Checkpoint state) {
        return state.values().messages().stream().map(Message::text).toList();
    }
}
