package io.demijohn.runtime.internal.queue;

import java.time.Duration;

/**
 * How fast room comes free, and when it will for those who were refused: each is told a time of its
 * own, one behind the other at the measured rate, so that they do not come back all at once only to
 * be refused again. Guarded by the orchestrator's lock.
 */
final class Drain {

    private static final double SECOND = 1e9;
    private static final double TAU = 10 * SECOND;
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(60);

    /** Nothing was seen to leave yet. */
    private static final Duration UNKNOWN = Duration.ofSeconds(5);

    private static final double JITTER = 0.2;

    private boolean seen;
    private long first;
    private long last;
    private double weight;
    private boolean promised;
    private long promise;

    /** A run has left. */
    void left(long now) {
        if (!seen) {
            seen = true;
            first = now;
            last = now;
        }
        weight = weight * Math.exp((double) (last - now) / TAU) + 1;
        last = now;
    }

    /** Exponentially weighted; what the first seconds lack is made up for. */
    double perSecond(long now) {
        if (!seen) {
            return 0;
        }
        double age = Math.max(SECOND, (double) (now - first));
        double known = 1 - Math.exp(-age / TAU);
        return weight * Math.exp((double) (last - now) / TAU) / (known * TAU / SECOND);
    }

    /**
     * When there will be room for one more.
     *
     * @param now nanoseconds
     * @param excess how many have to leave before
     * @param random from 0 to 1
     * @return 1 to 60 seconds
     */
    Duration retryAfter(long now, int excess, double random) {
        double rate = perSecond(now);
        if (rate <= 0) {
            return jittered(UNKNOWN.toNanos(), random);
        }
        double one = SECOND / rate;
        long earliest = now + capped(one * Math.max(1, excess));
        long next = promised ? promise + capped(one) : earliest;
        promise = Math.min(Math.max(earliest, next), now + MOST.toNanos());
        promised = true;
        return jittered(promise - now, random);
    }

    private static long capped(double nanos) {
        return (long) Math.min(nanos, (double) MOST.toNanos());
    }

    private static Duration jittered(long nanos, double random) {
        long least = Math.max(nanos, LEAST.toNanos());
        Duration wanted = Duration.ofNanos((long) (least * (1 + JITTER * random)));
        return wanted.compareTo(MOST) > 0 ? MOST : wanted;
    }
}
