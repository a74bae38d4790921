package io.demijohn.itests.load;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks again and again, for a bounded time, because the other process cannot tell us. */
final class Await {

    private static final long BETWEEN_NANOS = 100_000_000;

    private Await() {}

    static void until(BooleanSupplier wanted) {
        if (!within(60, wanted)) {
            throw new IllegalStateException("waited for 60 s in vain");
        }
    }

    /** Returns whether it came in time. */
    static boolean within(long seconds, BooleanSupplier wanted) {
        long end = System.nanoTime() + seconds * 1_000_000_000;
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
        return true;
    }

    /** Passes time. */
    static void seconds(double seconds) {
        until(System.nanoTime() + (long) (seconds * 1e9));
    }

    /** Passes time until then, by {@link System#nanoTime}. */
    static void until(long nanoTime) {
        for (long left = nanoTime - System.nanoTime();
                left > 0;
                left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
