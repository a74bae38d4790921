package io.demijohn.tenant;

import java.util.Objects;

/**
 * What a call is going to ask for.
 *
 * @param model the model or route asked for
 * @param operation what is asked of it
 * @param inputTokens tokens that it will read, estimated, 0 or more
 * @param outputTokens tokens that it may write, estimated, 0 or more
 */
public record ModelDemand(String model, Operation operation, long inputTokens, long outputTokens) {

    /** What is asked of a model. */
    public enum Operation {
        /** An answer. */
        CHAT,
        /** Vectors. */
        EMBEDDINGS,
        /** A count of tokens; costs nothing. */
        COUNT_TOKENS
    }

    /** Checks the bounds. */
    public ModelDemand {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(operation, "operation");
        if (inputTokens < 0 || outputTokens < 0) {
            throw new IllegalArgumentException("estimates must not be negative");
        }
    }
}
