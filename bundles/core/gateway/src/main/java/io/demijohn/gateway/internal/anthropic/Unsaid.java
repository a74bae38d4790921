package io.demijohn.gateway.internal.anthropic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a body says and a {@code ChatRequest} has no word for: only a provider of this dialect can
 * be asked for it.
 */
final class Unsaid {

    private final Map<String, String> fields = new LinkedHashMap<>();

    /** A field that would have changed the answer, and what it was for. */
    void add(String path, String what) {
        fields.putIfAbsent(path, what);
    }

    List<String> paths() {
        return new ArrayList<>(fields.keySet());
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }
}
