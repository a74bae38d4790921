package io.demijohn.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Vectors for texts.
 *
 * @param vectors one for each text, in order, all of the same length; not copied
 * @param usage tokens; empty when the provider did not say
 * @param model the model that answered, as its provider names it
 */
public record Embeddings(List<float[]> vectors, Optional<Usage> usage, String model) {
    /** Checks that nothing is missing, and copies the list. */
    public Embeddings {
        vectors = List.copyOf(vectors);
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(model, "model");
    }
}
