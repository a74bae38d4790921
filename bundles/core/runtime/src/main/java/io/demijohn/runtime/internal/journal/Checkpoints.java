package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.Interrupt;
import io.demijohn.agent.StateUpdate;
import io.demijohn.agent.StateValues;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** States as callers see them. */
public final class Checkpoints {

    private Checkpoints() {}

    /**
     * The present state of a thread.
     *
     * @param state the thread
     * @return with a blank id when there is none
     */
    public static Checkpoint of(ThreadState state) {
        return of(
                state.threadId(),
                state.position(),
                state.values(),
                state.stop().error(),
                state.stop().interrupts(),
                Optional.empty(),
                state.profile());
    }

    /**
     * A state that was.
     *
     * @param threadId the thread
     * @param position its place
     * @param values what it held
     * @param result what its next node added, if that has finished
     * @return the checkpoint
     */
    public static Checkpoint past(
            String threadId, Position position, StateValues values, Optional<StateUpdate> result) {
        return of(
                threadId,
                position,
                values,
                Optional.empty(),
                List.of(),
                result,
                new Profile(position.time(), 0, 0, false, Map.of(), Map.of()));
    }

    private static Checkpoint of(
            String threadId,
            Position position,
            StateValues values,
            Optional<String> error,
            List<Interrupt> interrupts,
            Optional<StateUpdate> result,
            Profile profile) {
        List<Checkpoint.Task> tasks =
                position.next().stream()
                        .map(
                                node ->
                                        new Checkpoint.Task(
                                                taskId(position, node),
                                                node,
                                                error,
                                                interrupts,
                                                result))
                        .toList();
        return new Checkpoint(
                threadId,
                position.id(),
                position.parent(),
                values,
                position.next(),
                tasks,
                position.exists() ? metadata(position) : profile.metadata(),
                Instant.ofEpochMilli(position.exists() ? position.time() : profile.createdAt()));
    }

    /**
     * The id of a node's work at a checkpoint.
     *
     * @param position the checkpoint
     * @param node the node
     * @return the same whenever it is asked for
     */
    public static String taskId(Position position, String node) {
        return NameId.of(position.id(), node);
    }

    private static Map<String, Object> metadata(Position position) {
        Map<String, Object> all = new LinkedHashMap<>(position.metadata());
        all.put("source", position.source());
        all.put("step", position.step());
        all.put("parents", Map.of());
        return all;
    }
}
