package io.demijohn.agent;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * An agent with a caller's settings, in one version.
 *
 * @param id a lower-case UUID; the default assistant of an agent has a UUID made from its name
 * @param graphId the agent's name
 * @param version 1 for the first
 * @param name for people
 * @param description for people
 * @param config JSON: {@code tags, recursion_limit, configurable}
 * @param context JSON handed to runs
 * @param metadata JSON values kept with the assistant
 * @param createdAt when the assistant was created
 * @param updatedAt when this version was
 */
public record Assistant(
        String id,
        String graphId,
        int version,
        String name,
        String description,
        Map<String, Object> config,
        Map<String, Object> context,
        Map<String, Object> metadata,
        Instant createdAt,
        Instant updatedAt) {
    /** Checks that nothing is missing. */
    public Assistant {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(graphId, "graphId");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
        config = Json.copy(config);
        context = Json.copy(context);
        metadata = Json.copy(metadata);
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(updatedAt, "updatedAt");
    }
}
