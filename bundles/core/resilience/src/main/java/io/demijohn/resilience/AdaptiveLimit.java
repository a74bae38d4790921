package io.demijohn.resilience;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A bulkhead that finds out how many calls at once a dependency bears: additive increase,
 * multiplicative decrease, as TCP does it (Chiu and Jain, 1989). A 429 or a timeout takes a share
 * of the limit away, once for all calls that were under way together; each round of as many
 * successes as the limit, while at least half of it was in use, adds one.
 */
public final class AdaptiveLimit {

    /** No permit: do not call. */
    public static final long REFUSED = Bulkhead.REFUSED;

    private static final long ONE = 1_000_000;

    private final int least;
    private final int most;
    private final double backoff;
    private final Bulkhead bulkhead;

    /** The limit in millionths. */
    private final AtomicLong exact;

    /** When the limit was last lowered; calls that began before have been heard. */
    private final AtomicLong lowered = new AtomicLong(-1);

    /**
     * A limit at its upper bound.
     *
     * @param least the limit never falls below, 1 or more
     * @param most the limit never grows above, and begins at
     * @param backoff what is left of the limit after a 429 or a timeout, above 0 and below 1
     * @param nanoClock monotonic nanoseconds, for example {@code System::nanoTime}
     */
    public AdaptiveLimit(int least, int most, double backoff, LongSupplier nanoClock) {
        if (least < 1 || most < least || !(backoff > 0 && backoff < 1)) {
            throw new IllegalArgumentException(
                    "least must be at least 1, most at least that, and backoff between 0 and 1");
        }
        this.least = least;
        this.most = most;
        this.backoff = backoff;
        this.bulkhead = new Bulkhead(most, nanoClock);
        this.exact = new AtomicLong(most * ONE);
    }

    /**
     * Asks to make one call.
     *
     * @return a permit to {@linkplain #release release}, or {@link #REFUSED}
     */
    public long acquire() {
        return bulkhead.acquire();
    }

    /**
     * The call has ended. Once for each permit.
     *
     * @param permit what {@link #acquire()} returned; {@link #REFUSED} is ignored
     * @param signal what its end says about the load
     */
    public void release(long permit, Signal signal) {
        if (permit == REFUSED) {
            return;
        }
        boolean busy = 2L * bulkhead.inUse() >= bulkhead.limit();
        bulkhead.release(permit);
        switch (signal) {
            case FINE -> {
                if (busy) {
                    raise();
                }
            }
            case TOO_MUCH -> lower(permit);
            case NONE -> {}
        }
    }

    private void raise() {
        exact.updateAndGet(old -> Math.min(most * ONE, old + ONE * ONE / old));
        apply();
    }

    private void lower(long begun) {
        long seen = lowered.get();
        if (begun > seen && lowered.compareAndSet(seen, bulkhead.now())) {
            exact.updateAndGet(old -> Math.max(least * ONE, (long) (old * backoff)));
            apply();
        }
    }

    private void apply() {
        bulkhead.reconfigure((int) (exact.get() / ONE));
    }

    /**
     * The limit at present.
     *
     * @return calls at once
     */
    public int limit() {
        return bulkhead.limit();
    }

    /**
     * Calls inside.
     *
     * @return may be above a limit that was just lowered
     */
    public int inUse() {
        return bulkhead.inUse();
    }

    /**
     * What to tell a caller that was refused.
     *
     * @return a call's mean duration in nanoseconds; 0 when no call has ended yet
     */
    public long retryAfterNanos() {
        return bulkhead.retryAfterNanos();
    }

    /** What the end of a call says about how much the dependency bears. */
    public enum Signal {
        /** It answered in time. */
        FINE,
        /** It asked for less (429, 529), or did not answer in time. */
        TOO_MUCH,
        /** Nothing: another error, or the caller gave up. */
        NONE
    }
}
