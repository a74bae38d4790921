package io.demijohn.model;

import io.demijohn.tool.ToolSpec;
import java.util.List;
import java.util.Objects;

/**
 * What a model is asked.
 *
 * @param model the name asked for: a model's or a route's
 * @param messages the conversation, oldest first; at least one
 * @param tools what the model may call
 * @param sampling how to choose words
 */
public record ChatRequest(
        String model, List<Message> messages, List<ToolSpec> tools, Sampling sampling) {

    /** Checks that nothing is missing, and copies. */
    public ChatRequest {
        Objects.requireNonNull(model, "model");
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        Objects.requireNonNull(sampling, "sampling");
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("messages must not be empty");
        }
    }

    /**
     * The same question for another model.
     *
     * @param name replaces what was there
     * @return a copy
     */
    public ChatRequest withModel(String name) {
        return new ChatRequest(name, messages, tools, sampling);
    }
}
