package io.demijohn.runtime.internal.exec;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks on virtual threads when the JVM has them, else on a bounded number of others. */
public final class Workers implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /** What becomes of a task that comes after the end. */
    public enum Late {
        /** It is not done, as after the death of the process. */
        DROPPED,
        /** Who brings it does it: it only tells somebody who waits that all this has stopped. */
        DONE_BY_CALLER
    }

    private final ExecutorService threads;
    private final Late late;

    /**
     * Starts.
     *
     * @param name begins the names of platform threads
     * @param platformThreads how many there are at most, where there are no virtual ones
     * @param late what becomes of tasks after {@link #close}
     */
    public Workers(String name, int platformThreads, Late late) {
        this.late = late;
        this.threads = VirtualThreads.perTask().orElseGet(() -> platform(name, platformThreads));
    }

    private static ExecutorService platform(String name, int size) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        size,
                        size,
                        30,
                        TimeUnit.SECONDS,
                        new PatientQueue(),
                        task -> daemon(task, name + "-" + number.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Runs a task, never refuses one. */
    @Override
    public void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped: a late task is {}", late, e);
            if (late == Late.DONE_BY_CALLER) {
                task.run();
            }
        }
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }

    void close(Duration patience) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
