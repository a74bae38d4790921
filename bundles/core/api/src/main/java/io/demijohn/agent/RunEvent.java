package io.demijohn.agent;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.Message;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Something that happened in a run. Events of a run have growing ids. */
public sealed interface RunEvent {

    /**
     * Its place.
     *
     * @return growing within the run
     */
    EventId id();

    /**
     * The run begins. Told once, also when the run goes on after a restart.
     *
     * @param id its place
     * @param runId the run
     * @param attempt 1: a run begins once, and goes on after a restart instead of beginning again
     */
    record Started(EventId id, String runId, int attempt) implements RunEvent {}

    /**
     * The state after the input or after a superstep, durable.
     *
     * @param id its place
     * @param checkpoint the whole state
     */
    record StateChanged(EventId id, Checkpoint checkpoint) implements RunEvent {
        /** Checks that nothing is missing. */
        public StateChanged {
            Objects.requireNonNull(checkpoint, "checkpoint");
        }
    }

    /**
     * The model speaks. Message ids of an attempt that was cut off never come back.
     *
     * @param id its place
     * @param messageId the message to be
     * @param delta more of it
     * @param step the checkpoint step, as in {@code langgraph_step}
     * @param metadata JSON: model, provider, simulated, tags
     */
    record MessageDelta(
            EventId id, String messageId, ChatDelta delta, long step, Map<String, Object> metadata)
            implements RunEvent {}

    /**
     * A message is complete and durable: a model's or a tool's.
     *
     * @param id its place
     * @param node {@code agent} or {@code tools}
     * @param message all of it
     * @param step the checkpoint step
     * @param streamed true when its deltas went before
     * @param metadata JSON: model, provider, simulated, tags
     */
    record MessageComplete(
            EventId id,
            String node,
            Message message,
            long step,
            boolean streamed,
            Map<String, Object> metadata)
            implements RunEvent {}

    /**
     * A node has finished.
     *
     * @param id its place
     * @param node {@code agent} or {@code tools}
     * @param update what it added to the state
     */
    record NodeFinished(EventId id, String node, StateUpdate update) implements RunEvent {}

    /**
     * The run stopped for a person, or at a breakpoint.
     *
     * @param id its place
     * @param interrupts the questions; empty at a breakpoint
     * @param checkpoint the state at the stop
     */
    record Paused(EventId id, List<Interrupt> interrupts, Checkpoint checkpoint)
            implements RunEvent {}

    /**
     * The position that a reader asked for is gone; the next event is a whole state.
     *
     * @param id the position from which events follow
     */
    record Gap(EventId id) implements RunEvent {}

    /**
     * The run has ended; the last event.
     *
     * @param id its place
     * @param run with its last status
     */
    record Ended(EventId id, Run run) implements RunEvent {}
}
