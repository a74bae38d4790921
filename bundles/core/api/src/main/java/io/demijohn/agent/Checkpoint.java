package io.demijohn.agent;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A thread's state after a superstep.
 *
 * @param threadId the thread
 * @param checkpointId a UUID whose text order is time order
 * @param parentId the checkpoint before; empty for the first
 * @param values the state
 * @param next the nodes that come next: {@code __start__}, {@code agent}, {@code tools}; empty at
 *     the end
 * @param tasks what those nodes are doing, or stopped on
 * @param metadata JSON: {@code source} (input, loop, update, fork), {@code step}, {@code run_id},
 *     {@code parents}, and what the run's caller gave
 * @param createdAt when
 */
public record Checkpoint(
        String threadId,
        String checkpointId,
        Optional<String> parentId,
        StateValues values,
        List<String> next,
        List<Task> tasks,
        Map<String, Object> metadata,
        Instant createdAt) {

    /** Checks that nothing is missing. */
    public Checkpoint {
        Objects.requireNonNull(threadId, "threadId");
        Objects.requireNonNull(checkpointId, "checkpointId");
        Objects.requireNonNull(parentId, "parentId");
        Objects.requireNonNull(values, "values");
        next = List.copyOf(next);
        tasks = List.copyOf(tasks);
        metadata = Json.copy(metadata);
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /**
     * A node's work at a checkpoint.
     *
     * @param id a UUID, the same whenever it is asked for
     * @param name the node
     * @param error what went wrong, if it failed
     * @param interrupts what it asks a person
     * @param result what it added to the state, when it has finished
     */
    public record Task(
            String id,
            String name,
            Optional<String> error,
            List<Interrupt> interrupts,
            Optional<StateUpdate> result) {
        /** Copies. */
        public Task {
            interrupts = List.copyOf(interrupts);
        }
    }
}
