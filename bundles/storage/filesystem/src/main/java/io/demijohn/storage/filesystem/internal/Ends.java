package io.demijohn.storage.filesystem.internal;

import java.util.concurrent.TimeUnit;

/** Waits for the end of threads: a close that is interrupted half way would leave a lock behind. */
final class Ends {

    private static final long LIMIT = TimeUnit.SECONDS.toNanos(10);

    private Ends() {}

    /** False when the thread is still alive after 10 s. */
    static boolean await(Thread thread) {
        boolean interrupted = false;
        long end = System.nanoTime() + LIMIT;
        for (long left = LIMIT; left > 0 && thread.isAlive(); left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
