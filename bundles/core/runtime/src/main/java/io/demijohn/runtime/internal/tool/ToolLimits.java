package io.demijohn.runtime.internal.tool;

import java.time.Duration;
import java.util.Optional;

/**
 * What the operator allows one tool.
 *
 * @param time of one call; empty leaves the tool's own limit
 * @param concurrent calls at once
 * @param waiting calls behind them, in order; each waits no longer than a call may take
 */
public record ToolLimits(Optional<Duration> time, int concurrent, int waiting) {}
