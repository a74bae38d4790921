package io.demijohn.tenant;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;

/**
 * Usage added up.
 *
 * @param of what it is the usage of: a value for each dimension that was asked for
 * @param calls calls of models
 * @param failed how many of them had no whole answer
 * @param unpriced how many of them may have cost something that nobody knows: without usage, or
 *     without a price
 * @param inputTokens tokens read, with those from and into caches
 * @param cachedTokens how many of those read came from a cache
 * @param cacheWriteTokens how many of those read were put into a cache
 * @param outputTokens tokens written, with reasoning
 * @param reasoningTokens how many of those written were reasoning
 * @param cost of the others, exact, in the price table's currency
 */
public record UsageRow(
        Map<UsageQuery.Dimension, String> of,
        long calls,
        long failed,
        long unpriced,
        long inputTokens,
        long cachedTokens,
        long cacheWriteTokens,
        long outputTokens,
        long reasoningTokens,
        BigDecimal cost) {

    /** Checks that nothing is missing, and copies. */
    public UsageRow {
        of = Map.copyOf(of);
        Objects.requireNonNull(cost, "cost");
    }
}
