package io.demijohn.agent;

import java.time.Duration;

/**
 * What one run of an agent may use.
 *
 * @param maxSteps supersteps (a model call, or a round of tools) before the run fails, 1 to 10,000
 * @param maxTokens input and output tokens of all model calls together, 1 or more
 * @param timeout wall-clock time from the start of the run
 * @param maxParallelTools calls of tools at the same time, 1 to 64
 * @param maxDepth how deep the agent may stand in a chain of agents that call agents through tools:
 *     0 only answers people, 1 also agents that do so, up to 64
 */
public record AgentLimits(
        int maxSteps, long maxTokens, Duration timeout, int maxParallelTools, int maxDepth) {

    /** 50 steps, a million tokens, 30 minutes, 8 tools at a time, 4 agents deep. */
    public static final AgentLimits DEFAULT =
            new AgentLimits(50, 1_000_000, Duration.ofMinutes(30), 8, 4);

    /** Checks the bounds. */
    public AgentLimits {
        check(maxSteps >= 1 && maxSteps <= 10_000, "limits.max_steps must be from 1 to 10000");
        check(maxTokens >= 1, "limits.max_tokens must be 1 or more");
        check(timeout.toMillis() >= 1, "limits.timeout_seconds must be more than 0");
        check(
                maxParallelTools >= 1 && maxParallelTools <= 64,
                "limits.max_parallel_tools must be from 1 to 64");
        check(maxDepth >= 0 && maxDepth <= 64, "limits.max_depth must be from 0 to 64");
    }

    /**
     * Limits with the default depth.
     *
     * @param maxSteps supersteps
     * @param maxTokens input and output tokens
     * @param timeout wall-clock time
     * @param maxParallelTools calls of tools at the same time
     */
    public AgentLimits(int maxSteps, long maxTokens, Duration timeout, int maxParallelTools) {
        this(maxSteps, maxTokens, timeout, maxParallelTools, 4);
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AgentException(AgentException.Kind.INVALID, message);
        }
    }
}
