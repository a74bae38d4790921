package io.demijohn.resilience;

import java.util.concurrent.atomic.AtomicLong;

/** A pause that a dependency asked for. Costs one volatile read while there is none. */
final class CoolDown {

    private static final long NONE = 0;

    /**
     * The end of the pause; odd, so that it is never {@link #NONE}, at the cost of a nanosecond.
     */
    private final AtomicLong until = new AtomicLong(NONE);

    /** Without a clock: true only when there is certainly no pause. */
    boolean isOver() {
        return until.get() == NONE;
    }

    boolean isOver(long now) {
        long end = until.get();
        if (end == NONE) {
            return true;
        }
        return now - end >= 0 && until.compareAndSet(end, NONE);
    }

    long leftNanos(long now) {
        long end = until.get();
        return end == NONE ? 0 : Math.max(0, end - now);
    }

    void end() {
        until.set(NONE);
    }

    /** The later of two pauses counts. */
    void start(long now, long nanos) {
        long end = now + nanos - 1 | 1;
        until.accumulateAndGet(end, (old, given) -> old != NONE && old - end > 0 ? old : given);
    }
}
