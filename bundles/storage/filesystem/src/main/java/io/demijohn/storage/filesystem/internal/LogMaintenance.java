package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.CheckpointMaintenance;
import io.demijohn.checkpoint.Compacted;
import io.demijohn.checkpoint.MaintenanceJob;
import io.demijohn.checkpoint.StoreStatistics;
import io.demijohn.checkpoint.Verification;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jobs that an operator starts, one at a time, each on a thread of its own. */
final class LogMaintenance implements CheckpointMaintenance {

    private static final Logger LOG = LoggerFactory.getLogger(LogMaintenance.class);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final LogCare care;
    private final Supplier<StoreStatistics> statistics;
    private final Work pace;
    private final Executor threads;
    private @Nullable LogJob<?> running;
    private boolean isClosed;

    LogMaintenance(
            LogCare care, Supplier<StoreStatistics> statistics, Work pace, Executor threads) {
        this.care = care;
        this.statistics = statistics;
        this.pace = pace;
        this.threads = threads;
    }

    /** Something that a job does. */
    private interface Doing<T> {
        T run(Work work) throws IOException;
    }

    @Override
    public StoreStatistics statistics() {
        return statistics.get();
    }

    @Override
    public MaintenanceJob<Verification> verify() {
        return start(statistics().bytes(), care::verify);
    }

    @Override
    public MaintenanceJob<Compacted> compact() {
        return start(care.planned(0), this::compact);
    }

    private Compacted compact(Work work) throws IOException {
        LogCare.Outcome outcome = care.compact(0, work);
        return new Compacted(
                outcome.files(), outcome.before(), outcome.after(), outcome.rewritten());
    }

    private synchronized <T> MaintenanceJob<T> start(long total, Doing<T> doing) {
        LogJob<T> job = new LogJob<>(total, pace);
        if (isClosed) {
            job.future().completeExceptionally(Refusals.unavailable("The log is closed.", null));
        } else if (running != null && !running.future().isDone()) {
            job.future().completeExceptionally(busy());
        } else {
            running = job;
            threads.execute(() -> run(job, doing));
        }
        return job;
    }

    private static CheckpointException busy() {
        String reason = "Another job on the log is running: wait for it, or cancel it.";
        return new CheckpointException(Kind.OVERLOADED, reason, null, Optional.of(SOON));
    }

    private static <T> void run(LogJob<T> job, Doing<T> doing) {
        try {
            job.future().complete(doing.run(job));
        } catch (CancellationException e) {
            job.future().completeExceptionally(e);
        } catch (IOException e) {
            LOG.warn("A job on the log failed.", e);
            job.future().completeExceptionally(Refusals.unavailable(e.getMessage() + ".", e));
        } catch (Throwable e) { // the thread's edge: somebody waits for an answer
            LOG.error("A job on the log failed.", e);
            job.future().completeExceptionally(Refusals.unavailable(e + ".", e));
        }
    }

    /** Cancels what is running. */
    synchronized void close() {
        isClosed = true;
        if (running != null) {
            running.cancel();
        }
    }
}
