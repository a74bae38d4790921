package io.demijohn.agent;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What to list.
 *
 * @param metadata JSON that must be contained, nested too, in an item's metadata
 * @param values JSON that must be contained in a thread's values; only for threads
 * @param status the status wanted, in lower case; only for threads and runs
 * @param ids only these; empty means any
 * @param graphId only of this agent; only for assistants
 * @param name a part of the name, in any case; only for assistants
 * @param limit at most this many, 1 to 1,000
 * @param offset skip this many, 0 or more
 * @param sortBy a field such as {@code created_at}, {@code updated_at}, {@code status}, {@code
 *     thread_id}, {@code assistant_id}, {@code name}, {@code graph_id}
 * @param ascending false is newest, or last, first
 */
public record Search(
        Map<String, Object> metadata,
        Map<String, Object> values,
        Optional<String> status,
        List<String> ids,
        Optional<String> graphId,
        Optional<String> name,
        int limit,
        int offset,
        String sortBy,
        boolean ascending) {

    /** The ten newest of all. */
    public static final Search ALL =
            new Search(
                    Map.of(),
                    Map.of(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    10,
                    0,
                    "created_at",
                    false);

    /** Checks the bounds. */
    public Search {
        metadata = Json.copy(metadata);
        values = Json.copy(values);
        Objects.requireNonNull(status, "status");
        ids = List.copyOf(ids);
        Objects.requireNonNull(graphId, "graphId");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sortBy, "sortBy");
        if (limit < 1 || limit > 1_000) {
            throw new AgentException(
                    AgentException.Kind.INVALID, "limit must be from 1 to 1000, is " + limit);
        }
        if (offset < 0) {
            throw new AgentException(
                    AgentException.Kind.INVALID, "offset must be 0 or more, is " + offset);
        }
    }

    /**
     * Another part of the same list.
     *
     * @param newLimit at most this many
     * @param newOffset skip this many
     * @return a copy
     */
    public Search page(int newLimit, int newOffset) {
        return new Search(
                metadata, values, status, ids, graphId, name, newLimit, newOffset, sortBy,
                ascending);
    }

    /**
     * Only what has a status.
     *
     * @param wanted in lower case; empty means any
     * @return a copy
     */
    public Search withStatus(Optional<String> wanted) {
        return new Search(
                metadata, values, wanted, ids, graphId, name, limit, offset, sortBy, ascending);
    }

    /**
     * Only what has this in its metadata.
     *
     * @param contained JSON that must be contained, nested too
     * @return a copy
     */
    public Search withMetadata(Map<String, Object> contained) {
        return new Search(
                contained, values, status, ids, graphId, name, limit, offset, sortBy, ascending);
    }

    /**
     * The same in another order.
     *
     * @param field as {@link #sortBy()}
     * @param smallestFirst as {@link #ascending()}
     * @return a copy
     */
    public Search sorted(String field, boolean smallestFirst) {
        return new Search(
                metadata, values, status, ids, graphId, name, limit, offset, field, smallestFirst);
    }
}
