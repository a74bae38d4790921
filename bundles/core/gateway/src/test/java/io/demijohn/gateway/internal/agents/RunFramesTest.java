package io.demijohn.gateway.internal.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.EventId;
import io.demijohn.agent.Interrupt;
import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.StateUpdate;
import io.demijohn.agent.StateValues;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFramesTest {

    private static final Message HUMAN = Message.text("h", Role.USER, "hi");
    private static final Message AI =
            Message.text("a", Role.ASSISTANT, "hello")
                    .withMetadata(
                            Map.of(
                                    "model_name",
                                    "m",
                                    "usage",
                                    Map.of(
                                            "input_tokens",
                                            1,
                                            "output_tokens",
                                            2,
                                            "total_tokens",
                                            3)));

    private static Run run(RunStatus status) {
        return new Run(
                "00000000-0000-7000-8000-000000000001",
                "00000000-0000-7000-8000-000000000002",
                "00000000-0000-5000-8000-000000000003",
                "agent",
                1,
                status,
                status == RunStatus.ERROR
                        ? Optional.of(new Run.RunError("ModelError.UNAVAILABLE", "down"))
                        : Optional.empty(),
                false,
                MultitaskStrategy.ENQUEUE,
                Map.of(),
                Map.of(),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static Checkpoint checkpoint(List<Message> messages, String... next) {
        List<Checkpoint.Task> tasks = new ArrayList<>();
        for (String node : next) {
            tasks.add(
                    new Checkpoint.Task(
                            "task-" + node, node, Optional.empty(), List.of(), Optional.empty()));
        }
        return new Checkpoint(
                "00000000-0000-7000-8000-000000000002",
                "00000000-0000-7000-8000-00000000000" + messages.size(),
                Optional.empty(),
                new StateValues(messages, Map.of()),
                List.of(next),
                tasks,
                Map.of("step", messages.size() - 1, "source", "loop"),
                Instant.EPOCH);
    }

    private static EventId id(long step, long index) {
        return new EventId(step, 0, index);
    }

    /** A turn without tools. */
    private static List<RunEvent> turn() {
        return List.of(
                new RunEvent.Started(id(0, 0), run(RunStatus.RUNNING).id(), 1),
                new RunEvent.StateChanged(id(0, 1), checkpoint(List.of(HUMAN), "agent")),
                new RunEvent.MessageDelta(id(1, 0), "a", new ChatDelta.Text("hel"), 1, Map.of()),
                new RunEvent.MessageDelta(id(1, 1), "a", new ChatDelta.Text("lo"), 1, Map.of()),
                new RunEvent.MessageComplete(id(1, 2), "agent", AI, 1, true, Map.of()),
                new RunEvent.NodeFinished(id(1, 3), "agent", StateUpdate.of(List.of(AI))),
                new RunEvent.StateChanged(id(1, 4), checkpoint(List.of(HUMAN, AI))),
                new RunEvent.Ended(id(1, 5), run(RunStatus.SUCCESS)));
    }

    private static List<String> frames(List<RunEvent> events, String last, String... modes) {
        RunFrames frames =
                new RunFrames(
                        run(RunStatus.RUNNING),
                        StreamModes.of(List.of(modes)),
                        Optional.ofNullable(last).map(FrameId::parse),
                        "");
        List<String> out = new ArrayList<>();
        for (RunEvent event : events) {
            frames.of(event).forEach(f -> out.add(new String(f, StandardCharsets.UTF_8)));
        }
        return out;
    }

    private static List<String> names(List<String> frames) {
        return frames.stream().map(f -> f.substring(7, f.indexOf('\n'))).toList();
    }

    @Test
    void aFrameIsThreeLinesAndABlankOne() {
        assertThat(frames(turn(), null, "values").get(0))
                .isEqualTo(
                        "event: metadata\nid: 0-0-0\ndata: {\"run_id\":\""
                                + run(RunStatus.RUNNING).id()
                                + "\",\"attempt\":1}\n\n");
    }

    @Test
    void eachModeHasItsEvents() {
        assertThat(names(frames(turn(), null, "values")))
                .containsExactly("metadata", "values", "values");
        assertThat(names(frames(turn(), null, "updates"))).containsExactly("metadata", "updates");
        assertThat(names(frames(turn(), null, "messages-tuple")))
                .containsExactly("metadata", "messages", "messages", "messages");
        assertThat(names(frames(turn(), null, "messages")))
                .containsExactly(
                        "metadata",
                        "messages/metadata",
                        "messages/partial",
                        "messages/partial",
                        "messages/complete");
        assertThat(names(frames(turn(), null, "tasks")))
                .containsExactly("metadata", "tasks", "tasks");
        assertThat(names(frames(turn(), null, "checkpoints")))
                .containsExactly("metadata", "checkpoints", "checkpoints");
        assertThat(names(frames(turn(), null, "events")))
                .containsExactly("metadata", "events", "events", "events");
        assertThat(names(frames(turn(), null, "debug")))
                .containsExactly("metadata", "debug", "debug", "debug", "debug");
    }

    @Test
    void pieceByPieceTheTextIsSentOnce() {
        List<String> frames = frames(turn(), null, "messages-tuple");
        assertThat(frames.get(1)).contains("\"content\":\"hel\"").contains("\"id\":\"a\"");
        assertThat(frames.get(2)).contains("\"content\":\"lo\"");
        assertThat(frames.get(3))
                .contains("\"content\":\"\"")
                .contains("\"usage_metadata\":{\"input_tokens\":1")
                .contains("\"model_name\":\"m\"");
        assertThat(frames.get(1))
                .contains("\"langgraph_node\":\"agent\"")
                .containsPattern("\"langgraph_checkpoint_ns\":\"agent:[0-9a-f-]{36}\"");
    }

    @Test
    void partialMessagesHaveAllSoFar() {
        List<String> frames = frames(turn(), null, "messages");
        assertThat(frames.get(2)).contains("\"content\":\"hel\"");
        assertThat(frames.get(3)).contains("\"content\":\"hello\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "values",
                "updates",
                "messages-tuple",
                "messages",
                "tasks",
                "debug",
                "events"
            })
    void aReaderWhoComesBackAnywhereMissesNothingAndSeesNothingTwice(String mode) {
        List<String> all = frames(turn(), null, mode, "values");
        for (int i = 0; i < all.size(); i++) {
            String frame = all.get(i);
            String last = frame.substring(frame.indexOf("id: ") + 4, frame.indexOf("\ndata"));
            assertThat(frames(turn(), last, mode, "values"))
                    .isEqualTo(all.subList(i + 1, all.size()));
        }
    }

    @Test
    void aFrameHasTheSameIdWhateverModesAreAskedFor() {
        List<String> few = frames(turn(), null, "tasks");
        List<String> many = frames(turn(), null, "values", "checkpoints", "debug", "tasks");
        assertThat(many).containsAll(few);
    }

    @Test
    void aPauseIsInUpdatesAndValues() {
        List<RunEvent> paused =
                List.of(
                        new RunEvent.Paused(
                                id(1, 0),
                                List.of(new Interrupt("i1", Map.of("ask", "sure?"))),
                                checkpoint(List.of(HUMAN), "tools")));
        List<String> frames = frames(paused, null, "updates", "values");
        assertThat(names(frames)).containsExactly("updates", "values");
        String interrupt = "\"__interrupt__\":[{\"id\":\"i1\",\"value\":{\"ask\":\"sure?\"}}]";
        assertThat(frames.get(0)).contains("data: {" + interrupt + "}");
        assertThat(frames.get(1)).contains("\"messages\":[").contains(interrupt);
    }

    @Test
    void aFailureIsToldInEveryMode() {
        List<RunEvent> failed = List.of(new RunEvent.Ended(id(1, 0), run(RunStatus.ERROR)));
        assertThat(frames(failed, null, "updates"))
                .containsExactly(
                        "event: error\nid: 1-0-0\ndata:"
                                + " {\"error\":\"ModelError.UNAVAILABLE\",\"message\":\"down\"}\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "1-2", "1-2-3.", "1-2-3.x", "a-b-c", "1-2-3-4", "-2"})
    void idsOfOtherServersAreRefused(String text) {
        assertThatThrownBy(() -> FrameId.parse(text))
                .isInstanceOf(FieldProblem.class)
                .hasMessageContaining("Last-Event-ID");
    }

    @Test
    void aGapIsSaidAndTheWholeStateFollowsInEveryMode() {
        RunFrames frames =
                new RunFrames(
                        FakeRuns.run(io.demijohn.agent.RunStatus.RUNNING),
                        StreamModes.of(List.of("updates")),
                        Optional.of(FrameId.parse("1-0-4")),
                        "");
        assertThat(text(frames.of(new RunEvent.Gap(new EventId(5, 0, 0)))))
                .isEqualTo(
                        "event: gap\nid: 5-0-0\ndata: {\"after\":\"1-0-4\",\"at\":\"5-0-0\","
                                + "\"message\":\"What was between is no longer kept; the next event"
                                + " is the state\"}\n\n");
        RunEvent state =
                new RunEvent.StateChanged(new EventId(5, 0, 1), FakeRuns.state(1, "whole"));
        assertThat(text(frames.of(state))).startsWith("event: values\nid: 5-0-1\n");
        RunEvent next = new RunEvent.StateChanged(new EventId(6, 0, 1), FakeRuns.state(2, "more"));
        assertThat(frames.of(next)).isEmpty();
    }

    private static String text(List<byte[]> frames) {
        return new String(frames.get(0), java.nio.charset.StandardCharsets.UTF_8);
    }
}
