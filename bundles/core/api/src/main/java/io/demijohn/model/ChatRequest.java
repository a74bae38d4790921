package io.demijohn.model;

import io.demijohn.tool.ToolSpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model is asked.
 *
 * @param model the name asked for: a model's or a route's
 * @param messages the conversation, oldest first; at least one
 * @param tools what the model may call
 * @param sampling how to choose words
 * @param original the caller's own words, for a model of the caller's dialect
 */
public record ChatRequest(
        String model,
        List<Message> messages,
        List<ToolSpec> tools,
        Sampling sampling,
        Optional<Original> original) {

    /** Checks that nothing is missing, and copies. */
    public ChatRequest {
        Objects.requireNonNull(model, "model");
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(original, "original");
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("messages must not be empty");
        }
    }

    /**
     * A question that is nobody else's.
     *
     * @param model the name asked for: a model's or a route's
     * @param messages the conversation, oldest first; at least one
     * @param tools what the model may call
     * @param sampling how to choose words
     */
    public ChatRequest(
            String model, List<Message> messages, List<ToolSpec> tools, Sampling sampling) {
        this(model, messages, tools, sampling, Optional.empty());
    }

    /**
     * The same question with the caller's own words.
     *
     * @param words what the caller sent
     * @return a copy
     */
    public ChatRequest withOriginal(Original words) {
        return new ChatRequest(model, messages, tools, sampling, Optional.of(words));
    }

    /**
     * The same question for another model.
     *
     * @param name replaces what was there
     * @return a copy
     */
    public ChatRequest withModel(String name) {
        return new ChatRequest(name, messages, tools, sampling, original);
    }
}
