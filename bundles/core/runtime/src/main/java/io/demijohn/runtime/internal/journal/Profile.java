package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is said of a thread beside its state. Times are milliseconds.
 *
 * @param createdAt when it was created
 * @param updatedAt when anything changed
 * @param stateUpdatedAt when the state changed
 * @param temporary whether it was made for one run
 * @param metadata JSON
 * @param config of the last run
 */
public record Profile(
        long createdAt,
        long updatedAt,
        long stateUpdatedAt,
        boolean temporary,
        Map<String, Object> metadata,
        Map<String, Object> config) {

    static Profile created(Fact.Created fact) {
        return new Profile(
                fact.time(),
                fact.time(),
                fact.time(),
                fact.temporary(),
                merge(Map.of(), fact.metadata()),
                Map.of());
    }

    Profile touched(long time, boolean state) {
        return new Profile(
                createdAt, time, state ? time : stateUpdatedAt, temporary, metadata, config);
    }

    Profile described(Map<String, Object> more) {
        return new Profile(
                createdAt, updatedAt, stateUpdatedAt, temporary, merge(metadata, more), config);
    }

    Profile used(RunOrder order) {
        Map<String, Object> ids =
                Map.of("graph_id", order.agent(), "assistant_id", order.assistantId());
        return new Profile(
                createdAt,
                updatedAt,
                stateUpdatedAt,
                temporary,
                merge(metadata, ids),
                order.config());
    }

    private static Map<String, Object> merge(Map<String, Object> old, Map<String, Object> more) {
        Map<String, Object> merged = new LinkedHashMap<>(old);
        more.forEach(
                (key, value) -> {
                    if (value == null) {
                        merged.remove(key);
                    } else {
                        merged.put(key, value);
                    }
                });
        return Collections.unmodifiableMap(merged);
    }

    Doc write() {
        return Doc.empty()
                .put("created", createdAt)
                .put("updated", updatedAt)
                .put("stateUpdated", stateUpdatedAt)
                .put("temporary", temporary)
                .put("metadata", metadata)
                .put("config", config);
    }

    static Profile read(Doc doc) {
        return new Profile(
                doc.number("created"),
                doc.number("updated"),
                doc.number("stateUpdated"),
                doc.flag("temporary"),
                doc.object("metadata"),
                doc.object("config"));
    }
}
