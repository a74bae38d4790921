package io.demijohn.resilience;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets a growing share of calls through after a recovery, evenly spread, so that a dependency that
 * has just come back is not flooded.
 */
final class Ramp {

    static final Ramp NONE = new Ramp(0, 0);

    private static final double FIRST_SHARE = 0.1;

    private final long begin;
    private final long nanos;
    private final AtomicLong asked = new AtomicLong();

    Ramp(long nanos, long now) {
        this.nanos = nanos;
        this.begin = now;
    }

    boolean over(long now) {
        return this == NONE || now - begin >= nanos;
    }

    boolean admits(long now) {
        if (over(now)) {
            return true;
        }
        double share = Math.max(FIRST_SHARE, (double) (now - begin) / nanos);
        long n = asked.incrementAndGet();
        return Math.floor(n * share) > Math.floor((n - 1) * share);
    }
}
