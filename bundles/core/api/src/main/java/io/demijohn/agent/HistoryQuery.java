package io.demijohn.agent;

import java.util.Map;
import java.util.Optional;

/**
 * Which checkpoints of a thread to list, newest first.
 *
 * @param limit at most this many, 1 to 1,000
 * @param before only those before this checkpoint id
 * @param metadata JSON that must be contained in a checkpoint's metadata
 */
public record HistoryQuery(int limit, Optional<String> before, Map<String, Object> metadata) {
    /** Checks the bounds. */
    public HistoryQuery {
        metadata = Json.copy(metadata);
        if (limit < 1 || limit > 1_000) {
            throw new AgentException(
                    AgentException.Kind.INVALID, "limit must be from 1 to 1000, is " + limit);
        }
    }
}
