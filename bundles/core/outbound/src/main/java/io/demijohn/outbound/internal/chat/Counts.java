package io.demijohn.outbound.internal.chat;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads token counts, and believes only those that can be true. */
public final class Counts {

    private static final long MOST = 1_000_000_000;

    private Counts() {}

    /**
     * Whether it can be a count.
     *
     * @param node any
     * @return false for what is negative, huge or no whole number
     */
    public static boolean isCount(JsonNode node) {
        return node.isIntegralNumber()
                && node.canConvertToLong()
                && node.asLong() >= 0
                && node.asLong() <= MOST;
    }

    /**
     * A count that may be missing.
     *
     * @param node any
     * @return 0 for what cannot be a count
     */
    public static long orZero(JsonNode node) {
        return isCount(node) ? node.asLong() : 0;
    }
}
