package io.demijohn.tenant;

import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * What a call is going to ask for.
 *
 * @param model the model or route asked for
 * @param operation what is asked of it
 * @param inputTokens estimates the tokens that it will read; asked only when somebody needs to know
 * @param outputTokens tokens that it may write, 0 or more; 0 when the caller did not say
 */
public record ModelDemand(
        String model, Operation operation, LongSupplier inputTokens, long outputTokens) {

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
        Objects.requireNonNull(inputTokens, "inputTokens");
        if (outputTokens < 0) {
            throw new IllegalArgumentException("outputTokens must not be negative");
        }
    }
}
