package io.demijohn.itests.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Tries again while the platform is down or refuses, for a bounded time. */
final class Patience {

    private static final Duration LONGEST = Duration.ofMinutes(4);
    private static final long BETWEEN_NANOS = 100_000_000;

    private Patience() {}

    /** One try; null or an exception means again. */
    @FunctionalInterface
    interface Try<T> {
        @Nullable T once() throws IOException;
    }

    static <T> T until(String what, Try<T> wanted) {
        long end = System.nanoTime() + LONGEST.toNanos();
        String last = "";
        while (System.nanoTime() < end) {
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
        }
        throw new AssertionError(what + ": no answer within " + LONGEST + ", at last " + last);
    }

    static void pause() {
        LockSupport.parkNanos(BETWEEN_NANOS);
    }
}
