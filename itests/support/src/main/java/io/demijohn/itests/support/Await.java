package io.demijohn.itests.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks again and again, for a bounded time, because the other process cannot tell us. */
public final class Await {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long BETWEEN_NANOS = 50_000_000;

    private Await() {}

    /** Returns the first value that is wanted. */
    public static <T> T until(Supplier<T> look, Predicate<T> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        T found = look.get();
        while (!wanted.test(found)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited for " + PATIENCE.toSeconds() + " s: " + found);
            }
            LockSupport.parkNanos(BETWEEN_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting: " + found);
            }
            found = look.get();
        }
        return found;
    }
}
