package io.demijohn.model;

import java.util.Objects;

/**
 * A model's wish to call a tool.
 *
 * @param id links the call with its answer; unique within a thread
 * @param name the tool
 * @param arguments JSON text as the model wrote it, normally an object; may be malformed
 */
public record ToolCall(String id, String name, String arguments) {
    /** Checks that nothing is missing. */
    public ToolCall {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(arguments, "arguments");
    }
}
