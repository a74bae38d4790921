package io.demijohn.runtime.internal.tool;

/**
 * How a call ended.
 *
 * @param outcome {@code ok, failed}, or the kind of a {@link io.demijohn.tool.ToolException}
 * @param nanos how long it took
 */
public record ToolOutcome(String outcome, long nanos) {}
