package io.demijohn.gateway.internal.agents;

import io.demijohn.gateway.internal.json.FieldProblem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which kinds of events a reader wants.
 *
 * @param names of {@link #KNOWN}
 */
record StreamModes(Set<String> names) {

    static final Set<String> KNOWN =
            Set.of(
                    "values",
                    "updates",
                    "messages",
                    "messages-tuple",
                    "tasks",
                    "checkpoints",
                    "debug",
                    "events",
                    "custom");

    /** Modes whose events need to know what went before. */
    private static final Set<String> TELLING_STORIES =
            Set.of("messages", "tasks", "debug", "events");

    /** Only beginnings and failures. */
    static final StreamModes NONE = new StreamModes(Set.of());

    static StreamModes of(List<String> wanted) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : wanted) {
            if (!KNOWN.contains(name)) {
                throw new FieldProblem(
                        "stream_mode",
                        "must be of " + String.join(", ", new java.util.TreeSet<>(KNOWN)));
            }
            names.add(name);
        }
        return new StreamModes(names.isEmpty() ? Set.of("values") : names);
    }

    boolean has(String name) {
        return names.contains(name);
    }

    boolean needHistory() {
        return names.stream().anyMatch(TELLING_STORIES::contains);
    }
}
