package io.demijohn.resilience;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before another try: exponential with full jitter (any time from zero up to the
 * bound, which doubles), as Marc Brooker measured to be best for shared resources in "Exponential
 * Backoff And Jitter". When the dependency names a time, the wait is at least that.
 *
 * @param base bound of the first wait
 * @param cap bound of every wait, and the longest Retry-After that is honoured
 */
public record Backoff(Duration base, Duration cap) {

    /** Checks that both are positive and in order. */
    public Backoff {
        if (base.compareTo(Duration.ZERO) <= 0 || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException(
                    "base must be longer than zero, and cap at least base");
        }
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
        double doubled = base.toNanos() * Math.pow(2, Math.max(0, Math.min(retry, 62)));
        return (long) Math.min(doubled, (double) cap.toNanos());
    }
}
