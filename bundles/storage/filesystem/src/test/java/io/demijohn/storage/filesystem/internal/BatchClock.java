package io.demijohn.storage.filesystem.internal;

import io.demijohn.clock.TickClock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * A clock that counts its readings, and that can hold the committer when it looks at it, which is
 * between taking a batch and writing it. So a test decides what is in a batch, and the same
 * workload does the same operations each time.
 */
final class BatchClock implements TickClock {

    private static final String COMMITTER = "demijohn-log-committer";

    private final Semaphore free = new Semaphore(0);
    private volatile CompletableFuture<Void> arrival = CompletableFuture.completedFuture(null);
    private volatile boolean armed;
    private long now = 1_700_000_000_000L;

    /** The next batch is held; completes when the committer has it. */
    CompletableFuture<Void> hold() {
        arrival = new CompletableFuture<>();
        free.drainPermits();
        armed = true;
        return arrival;
    }

    /** Lets the held batch go on, or forgets about holding one. */
    void release() {
        armed = false;
        free.release();
    }

    @Override
    public long nanoTime() {
        if (armed && Thread.currentThread().getName().equals(COMMITTER)) {
            armed = false;
            arrival.complete(null);
            free.acquireUninterruptibly();
        }
        return millis() * 1_000_000;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public synchronized long millis() {
        return now++;
    }
}
