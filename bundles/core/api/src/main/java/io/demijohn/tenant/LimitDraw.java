package io.demijohn.tenant;

import java.util.Objects;

/**
 * Units to be taken from one counter.
 *
 * @param counter names it, the same on every node, for example {@code key/k1/gpt}
 * @param unit what it counts
 * @param limit how much of it there is now: in any minute, or at once
 * @param amount how much to take, 0 or more
 */
public record LimitDraw(String counter, Unit unit, long limit, long amount) {

    /** What a counter counts. */
    public enum Unit {
        /** Calls in any minute. */
        REQUESTS,
        /** Tokens in any minute. */
        TOKENS,
        /** Calls at once. */
        CONCURRENT
    }

    /** Checks the bounds. */
    public LimitDraw {
        Objects.requireNonNull(counter, "counter");
        Objects.requireNonNull(unit, "unit");
        if (limit < 0 || amount < 0) {
            throw new IllegalArgumentException("limit and amount must not be negative");
        }
    }
}
