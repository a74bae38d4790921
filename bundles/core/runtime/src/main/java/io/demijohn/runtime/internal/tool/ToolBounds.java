package io.demijohn.runtime.internal.tool;

import java.time.Duration;
import java.util.Map;

/**
 * Bounds of calls.
 *
 * @param resultBytes of one answer; what is more is cut
 * @param usual of tools that are not named
 * @param named of single tools, by name
 * @param grace how long to wait for a tool that is being replaced
 */
public record ToolBounds(
        int resultBytes, ToolLimits usual, Map<String, ToolLimits> named, Duration grace) {

    /** Copies. */
    public ToolBounds {
        named = Map.copyOf(named);
    }

    ToolLimits of(String tool) {
        return named.getOrDefault(tool, usual);
    }
}
