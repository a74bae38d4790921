package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.MaintenanceJob;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** A job that counts its bytes. */
final class LogJob<T> implements MaintenanceJob<T>, Work {

    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final AtomicLong done = new AtomicLong();
    private final long total;
    private final Work pace;
    private volatile boolean isCancelled;

    /**
     * A job that has not begun.
     *
     * @param total about how many bytes it has to read and write
     * @param pace slows it down
     */
    LogJob(long total, Work pace) {
        this.total = total;
        this.pace = pace;
    }

    CompletableFuture<T> future() {
        return result;
    }

    @Override
    public CompletionStage<T> result() {
        return result.minimalCompletionStage();
    }

    @Override
    public double progress() {
        if (result.isDone() && !result.isCompletedExceptionally()) {
            return 1;
        }
        return total == 0 ? 0 : Math.min(1, (double) done.get() / total);
    }

    @Override
    public void cancel() {
        isCancelled = true;
    }

    @Override
    public void did(long bytes) {
        if (isCancelled) {
            throw new CancellationException("the job was cancelled");
        }
        done.addAndGet(bytes);
        pace.did(bytes);
    }
}
