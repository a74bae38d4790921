package io.demijohn.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to become vectors.
 *
 * @param model the name asked for: an embedding model's or a route's
 * @param texts at least one
 * @param dimensions the length of the vectors, 1 or more; empty leaves it to the model
 */
public record EmbeddingRequest(String model, List<String> texts, Optional<Integer> dimensions) {

    /** Checks the bounds, and copies. */
    public EmbeddingRequest {
        Objects.requireNonNull(model, "model");
        texts = List.copyOf(texts);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("texts must not be empty");
        }
        if (dimensions.isPresent() && dimensions.get() < 1) {
            throw new IllegalArgumentException("dimensions must be 1 or more");
        }
    }

    /**
     * Vectors as long as the model makes them.
     *
     * @param model the name asked for
     * @param texts at least one
     * @return the request
     */
    public static EmbeddingRequest of(String model, List<String> texts) {
        return new EmbeddingRequest(model, texts, Optional.empty());
    }
}
