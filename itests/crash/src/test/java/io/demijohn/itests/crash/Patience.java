package io.demijohn.itests.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tries again while the platform is down or refuses, for a bounded time. When it has done nothing
 * for so long, nobody else waits as long: hundreds do, some of them one after another.
 */
final class Patience {

    private static final Duration LONGEST = Duration.ofMinutes(4);
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final int MOST_IN_VAIN = 3;
    private static final long BETWEEN_NANOS = 100_000_000;

    private static final AtomicInteger IN_VAIN = new AtomicInteger();

    private Patience() {}

    /** One try; null or an exception means again. */
    @FunctionalInterface
    interface Try<T> {
        @Nullable T once() throws IOException;
    }

    /** For a platform that has not disappointed anybody yet. */
    static void anew() {
        IN_VAIN.set(0);
    }

    static <T> T until(String what, Try<T> wanted) {
        long begun = System.nanoTime();
        String last = "";
        do {
            try {
                T found = wanted.once();
                if (found != null) {
                    return found;
                }
                last = "refused";
            } catch (IOException e) {
                last = e.toString();
            }
            pause();
        } while (System.nanoTime() - begun < longest().toNanos());
        IN_VAIN.incrementAndGet();
        long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
        throw new AssertionError(what + ": no answer within " + seconds + " s, at last " + last);
    }

    private static Duration longest() {
        return IN_VAIN.get() < MOST_IN_VAIN ? LONGEST : SHORT;
    }

    static void pause() {
        LockSupport.parkNanos(BETWEEN_NANOS);
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("interrupted while waiting");
        }
    }
}
