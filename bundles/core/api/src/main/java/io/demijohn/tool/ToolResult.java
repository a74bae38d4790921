package io.demijohn.tool;

import java.util.Objects;

/**
 * A tool's answer to the model.
 *
 * @param text what the model reads; JSON text is fine
 * @param failed true when the model should know that the call failed
 */
public record ToolResult(String text, boolean failed) {

    /** Checks that nothing is missing. */
    public ToolResult {
        Objects.requireNonNull(text, "text");
    }

    /**
     * A call that worked.
     *
     * @param text what the model reads
     * @return the result
     */
    public static ToolResult of(String text) {
        return new ToolResult(text, false);
    }

    /**
     * A call that failed in a way the model should hear of.
     *
     * @param text what the model reads: what was wrong and how to call it right
     * @return the result
     */
    public static ToolResult failure(String text) {
        return new ToolResult(text, true);
    }
}
