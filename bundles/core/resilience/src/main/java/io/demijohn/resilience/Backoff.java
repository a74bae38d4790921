package io.demijohn.resilience;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before another try: with full jitter (any time from zero up to a bound), as Marc
 * Brooker measured to be best for shared resources in "Exponential Backoff And Jitter". When the
 * dependency names a time, the wait is at least that, and at most half of the bound longer, so that
 * those who were told the same do not come back together.
 *
 * @param growth of the bound from try to try
 * @param base bound of the first wait
 * @param cap bound of every wait, and the longest Retry-After that is honoured
 */
public record Backoff(Growth growth, Duration base, Duration cap) {

    /** How the bound of the waits grows. */
    public enum Growth {
        /** Not at all. */
        FIXED,
        /** By the base each time. */
        LINEAR,
        /** Twice as long each time. */
        EXPONENTIAL
    }

    /** Checks that both are positive and in order. */
    public Backoff {
        if (base.compareTo(Duration.ZERO) <= 0 || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException(
                    "base must be longer than zero, and cap at least base");
        }
    }

    /** Exponential. */
    public Backoff(Duration base, Duration cap) {
        this(Growth.EXPONENTIAL, base, cap);
    }

    /**
     * The wait before a retry.
     *
     * @param retry 0 for the first
     * @param retryAfterNanos what the dependency asks for; 0 when it does not
     * @param random a source of randomness
     * @return nanoseconds
     */
    public long delayNanos(int retry, long retryAfterNanos, RandomGenerator random) {
        long bound = boundNanos(retry);
        if (retryAfterNanos <= 0) {
            return random.nextLong(bound + 1);
        }
        return Math.min(retryAfterNanos, cap.toNanos()) + random.nextLong(bound / 2 + 1);
    }

    private long boundNanos(int retry) {
        double factor =
                switch (growth) {
                    case FIXED -> 1;
                    case LINEAR -> 1.0 + Math.max(0, retry);
                    case EXPONENTIAL -> Math.pow(2, Math.max(0, Math.min(retry, 62)));
                };
        return (long) Math.min(base.toNanos() * factor, (double) cap.toNanos());
    }
}
