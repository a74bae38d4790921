package io.demijohn.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Vectors for texts.
 *
 * @param vectors one for each text, in order, all of the same length; not copied
 * @param usage tokens; empty when the provider did not say
 * @param model the model that answered, as its provider names it
 * @param metadata JSON values; the router puts {@code model_name} and {@code attempts} here
 */
public record Embeddings(
        List<float[]> vectors, Optional<Usage> usage, String model, Map<String, Object> metadata) {

    /** Checks that nothing is missing, and copies the list. */
    public Embeddings {
        vectors = List.copyOf(vectors);
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(model, "model");
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Nothing more to say.
     *
     * @param vectors one for each text, in order, all of the same length; not copied
     * @param usage tokens; empty when the provider did not say
     * @param model the model that answered, as its provider names it
     */
    public Embeddings(List<float[]> vectors, Optional<Usage> usage, String model) {
        this(vectors, usage, model, Map.of());
    }
}
