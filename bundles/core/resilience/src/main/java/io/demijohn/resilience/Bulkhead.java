package io.demijohn.resilience;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * So many calls at once and no more. Nobody waits here: who finds it full is told how long a call
 * takes at present. Thread-safe and lock-free; a call allocates nothing.
 */
public final class Bulkhead {

    /** No permit: do not call. */
    public static final long REFUSED = -1;

    /** A new duration counts for an eighth of the mean. */
    private static final int SMOOTHING = 8;

    private final LongSupplier nanoClock;
    private final long origin;
    private final AtomicInteger inUse = new AtomicInteger();
    private final AtomicLong meanNanos = new AtomicLong();
    private volatile int limit;

    /**
     * An empty one.
     *
     * @param limit calls at once, 0 or more
     * @param nanoClock monotonic nanoseconds, for example {@code System::nanoTime}
     */
    public Bulkhead(int limit, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.origin = nanoClock.getAsLong();
        reconfigure(limit);
    }

    /**
     * Asks to make one call.
     *
     * @return a permit to {@linkplain #release release}, or {@link #REFUSED}
     */
    public long acquire() {
        int used;
        do {
            used = inUse.get();
            if (used >= limit) {
                return REFUSED;
            }
        } while (!inUse.compareAndSet(used, used + 1));
        return now();
    }

    /**
     * The call has ended. Once for each permit.
     *
     * @param permit what {@link #acquire()} returned; {@link #REFUSED} is ignored
     */
    public void release(long permit) {
        if (permit == REFUSED) {
            return;
        }
        inUse.decrementAndGet();
        learn(ageNanos(permit));
    }

    /** Two that end at once may lose one duration, which a mean can bear. */
    private void learn(long nanos) {
        long mean = meanNanos.get();
        meanNanos.lazySet(mean == 0 ? nanos : mean + (nanos - mean) / SMOOTHING);
    }

    /**
     * How long ago a permit was given.
     *
     * @param permit what {@link #acquire()} returned
     * @return nanoseconds
     */
    public long ageNanos(long permit) {
        return now() - permit;
    }

    /** On the scale of permits. */
    long now() {
        return Math.max(0, nanoClock.getAsLong() - origin);
    }

    /**
     * What to tell a caller that was refused: a call's mean duration, after which about all that
     * are inside now have left.
     *
     * @return nanoseconds; 0 when no call has ended yet
     */
    public long retryAfterNanos() {
        return meanNanos.get();
    }

    /**
     * Calls inside.
     *
     * @return may be above a limit that has just been lowered
     */
    public int inUse() {
        return inUse.get();
    }

    /**
     * The limit in force.
     *
     * @return calls at once
     */
    public int limit() {
        return limit;
    }

    /**
     * Applies to the next call; those inside stay.
     *
     * @param changed calls at once, 0 or more
     */
    public void reconfigure(int changed) {
        if (changed < 0) {
            throw new IllegalArgumentException("limit must not be negative");
        }
        limit = changed;
    }
}
