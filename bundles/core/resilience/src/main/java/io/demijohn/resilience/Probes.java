package io.demijohn.resilience;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** The calls that a half-open breaker lets through: one slot each, taken by compare-and-set. */
final class Probes {

    private static final long FREE = 0;
    private static final long SUCCEEDED = -1;

    private final long begin;
    private final AtomicLongArray slots;
    private final AtomicInteger missing;

    Probes(int count, long now) {
        begin = now;
        slots = new AtomicLongArray(count);
        missing = new AtomicInteger(count);
    }

    /** The slot taken, or -1 when all are. */
    int take(long now) {
        for (int i = 0; i < slots.length(); i++) {
            if (slots.get(i) == FREE && slots.compareAndSet(i, FREE, stamp(now))) {
                return i;
            }
        }
        return -1;
    }

    boolean anyOlderThan(long timeout, long now) {
        for (int i = 0; i < slots.length(); i++) {
            long taken = slots.get(i);
            if (taken > 0 && stamp(now) - taken >= timeout) {
                return true;
            }
        }
        return false;
    }

    void release(int slot) {
        slots.set(slot, FREE);
    }

    /** True for the success that completes them. */
    boolean succeed(int slot) {
        return slots.getAndSet(slot, SUCCEEDED) != SUCCEEDED && missing.decrementAndGet() == 0;
    }

    private long stamp(long now) {
        return Math.max(1, now - begin + 1);
    }
}
