package io.demijohn.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A complete answer.
 *
 * @param message the model's message; its text is the joined text deltas, its calls the joined
 *     calls
 * @param finishReason why the model stopped
 * @param usage tokens; empty when the provider did not say
 * @param model the model that answered, as its provider names it
 * @param metadata JSON values, such as the provider's id of the answer; {@link #NATIVE} is the
 *     provider's own body as JSON text, for who asked with an {@link Original} of its dialect
 */
public record ChatResult(
        Message message,
        FinishReason finishReason,
        Optional<Usage> usage,
        String model,
        Map<String, Object> metadata) {

    /** The metadata's name for the answer as the provider would have sent it in one piece. */
    public static final String NATIVE = "native";

    /** Checks that nothing is missing, and copies. */
    public ChatResult {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(finishReason, "finishReason");
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(model, "model");
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
}
