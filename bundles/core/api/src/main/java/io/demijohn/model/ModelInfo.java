package io.demijohn.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a model is.
 *
 * @param name the name by which agents and callers ask for it; unique on a platform. When two
 *     services have one name, the higher service ranking serves and the other stands by
 * @param provider who serves it, for example {@code openai}
 * @param metadata JSON values to show, for example the context length; {@code simulated: true} for
 *     a model that is not real
 */
public record ModelInfo(String name, String provider, Map<String, Object> metadata) {
    /** Checks that nothing is missing, and copies. */
    public ModelInfo {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a model's name must not be blank");
        }
        Objects.requireNonNull(provider, "provider");
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
}
