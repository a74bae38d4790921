package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checkpoint without its values.
 *
 * @param id its UUID; blank before the first
 * @param time milliseconds
 * @param parent the checkpoint before
 * @param step counts checkpoints from -1
 * @param next the nodes that come next
 * @param source {@code input, loop, update} or {@code fork}
 * @param node which node made it
 * @param metadata of its run
 */
public record Position(
        String id,
        long time,
        Optional<String> parent,
        long step,
        List<String> next,
        String source,
        String node,
        Map<String, Object> metadata) {

    /** The node before the first. */
    public static final String START = "__start__";

    /** The node that asks the model. */
    public static final String AGENT = "agent";

    /** The node that calls tools. */
    public static final String TOOLS = "tools";

    static final Position NONE =
            new Position("", 0, Optional.empty(), -2, List.of(), "", "", Map.of());

    /** Copies. */
    public Position {
        next = List.copyOf(next);
    }

    /**
     * Whether there is a checkpoint.
     *
     * @return false before the first
     */
    public boolean exists() {
        return !id.isEmpty();
    }

    Optional<String> asParent() {
        return exists() ? Optional.of(id) : Optional.empty();
    }

    Position then(
            String newId,
            long at,
            List<String> following,
            String from,
            String by,
            Map<String, Object> meta) {
        return new Position(newId, at, asParent(), step + 1, following, from, by, meta);
    }

    Position in(String threadId) {
        return new Position(
                renamed(id, threadId),
                time,
                parent.map(before -> renamed(before, threadId)),
                step,
                next,
                source,
                node,
                metadata);
    }

    private static String renamed(String id, String threadId) {
        return PlaceId.parse(id)
                .map(place -> PlaceId.of(place.millis(), place.place(), threadId))
                .orElse(id);
    }

    Doc write() {
        return Doc.empty()
                .put("id", id)
                .put("time", time)
                .put("parent", parent)
                .put("step", step + 2)
                .put("next", next)
                .put("source", source)
                .put("node", node)
                .put("metadata", metadata);
    }

    static Position read(Doc doc) {
        return new Position(
                doc.text("id"),
                doc.number("time"),
                doc.optional("parent"),
                doc.number("step") - 2,
                doc.texts("next"),
                doc.text("source"),
                doc.text("node"),
                doc.object("metadata"));
    }
}
