package io.demijohn.runtime.internal.tool;

import java.time.Duration;

/**
 * Bounds of calls.
 *
 * @param resultBytes of one answer; what is more is cut
 * @param concurrentPerTool calls of one tool at once
 * @param grace how long to wait for a tool that is being replaced
 */
public record ToolBounds(int resultBytes, int concurrentPerTool, Duration grace) {}
