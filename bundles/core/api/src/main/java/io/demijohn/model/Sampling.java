package io.demijohn.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a model should choose its words. What is empty is left to the model.
 *
 * @param temperature 0 to 2
 * @param topP 0 to 1
 * @param maxTokens the most output tokens, 1 or more
 * @param seed for repeatable answers
 * @param stop texts at which to stop; at most 4
 * @param toolChoice {@code auto}, {@code none}, {@code required}, or a tool's name
 * @param responseFormat OpenAI's {@code response_format} as JSON text
 */
public record Sampling(
        Optional<Double> temperature,
        Optional<Double> topP,
        Optional<Integer> maxTokens,
        Optional<Long> seed,
        List<String> stop,
        Optional<String> toolChoice,
        Optional<String> responseFormat) {

    /** Everything left to the model. */
    public static final Sampling DEFAULT =
            new Sampling(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty());

    /** Checks the bounds. */
    public Sampling {
        within("temperature", temperature, 2);
        within("topP", topP, 1);
        if (maxTokens.isPresent() && maxTokens.get() < 1) {
            throw new IllegalArgumentException("maxTokens must be 1 or more");
        }
        Objects.requireNonNull(seed, "seed");
        stop = List.copyOf(stop);
        if (stop.size() > 4) {
            throw new IllegalArgumentException("stop has more than 4 texts");
        }
        Objects.requireNonNull(toolChoice, "toolChoice");
        Objects.requireNonNull(responseFormat, "responseFormat");
    }

    private static void within(String field, Optional<Double> value, double max) {
        if (value.isPresent() && !(value.get() >= 0 && value.get() <= max)) {
            throw new IllegalArgumentException(field + " must be from 0 to " + (int) max);
        }
    }
}
