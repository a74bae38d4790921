package io.demijohn.resilience;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts calls and failures of the last ten slices of time, without a lock and without garbage. A
 * slice is one long: which slice it is (24 bits), its calls (20 bits) and its failures (20 bits).
 * Counts stop at a million a slice; the rate hardly changes by then.
 */
final class SlidingWindow {

    static final int SLICES = 10;

    private static final int TAG_SHIFT = 40;
    private static final int CALL_SHIFT = 20;
    private static final long TAG = (1L << 24) - 1;
    private static final long COUNT = (1L << 20) - 1;

    final long nanos;
    private final long origin;
    private final long width;
    private final AtomicLongArray slices = new AtomicLongArray(SLICES);

    SlidingWindow(long nanos, long now) {
        this.nanos = nanos;
        this.width = Math.max(1, nanos / SLICES);
        // One round ahead, so that the empty array's tag 0 is out of the window.
        this.origin = now - width * SLICES;
    }

    void add(long now, boolean failed) {
        long tag = tagAt(now);
        int index = (int) (sliceAt(now) % SLICES);
        long one = (1L << CALL_SHIFT) + (failed ? 1 : 0);
        long old;
        long next;
        do {
            old = slices.get(index);
            next = base(old, tag) + one;
        } while (calls(old) < COUNT && !slices.compareAndSet(index, old, next));
    }

    /** A thread that was asleep since it read the clock counts into the slice that came after. */
    private static long base(long old, long tag) {
        long ahead = ((old >>> TAG_SHIFT) - tag) & TAG;
        return ahead <= TAG / 2 ? old : tag << TAG_SHIFT;
    }

    /** Calls in the upper half of the result, failures in the lower. */
    long totals(long now) {
        long newest = tagAt(now);
        long sum = 0;
        for (int i = 0; i < SLICES; i++) {
            long slice = slices.get(i);
            if (((newest - (slice >>> TAG_SHIFT)) & TAG) < SLICES) {
                sum += (calls(slice) << 32) + (slice & COUNT);
            }
        }
        return sum;
    }

    SlidingWindow resized(long newNanos, long now) {
        SlidingWindow copy = new SlidingWindow(newNanos, now);
        long totals = totals(now);
        long calls = Math.min(COUNT, totals >>> 32);
        long failures = Math.min(COUNT, totals & 0xFFFF_FFFFL);
        copy.slices.set(
                (int) (copy.sliceAt(now) % SLICES),
                copy.tagAt(now) << TAG_SHIFT | calls << CALL_SHIFT | failures);
        return copy;
    }

    private static long calls(long slice) {
        return slice >>> CALL_SHIFT & COUNT;
    }

    private long sliceAt(long now) {
        return (now - origin) / width;
    }

    private long tagAt(long now) {
        return sliceAt(now) & TAG;
    }
}
