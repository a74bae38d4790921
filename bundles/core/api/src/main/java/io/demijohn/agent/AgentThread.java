package io.demijohn.agent;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A conversation without its messages.
 *
 * @param id a lower-case UUID
 * @param status what it is doing
 * @param metadata JSON; runs write {@code graph_id} and {@code assistant_id} into it
 * @param config JSON of its last run
 * @param createdAt when it was created
 * @param updatedAt when anything of it changed
 * @param stateUpdatedAt when its state changed
 * @param interrupts task id to what waits there for a person
 */
public record AgentThread(
        String id,
        ThreadStatus status,
        Map<String, Object> metadata,
        Map<String, Object> config,
        Instant createdAt,
        Instant updatedAt,
        Instant stateUpdatedAt,
        Map<String, List<Interrupt>> interrupts) {
    /** Checks that nothing is missing. */
    public AgentThread {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(status, "status");
        metadata = Json.copy(metadata);
        config = Json.copy(config);
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(updatedAt, "updatedAt");
        Objects.requireNonNull(stateUpdatedAt, "stateUpdatedAt");
        interrupts = Map.copyOf(interrupts);
    }
}
