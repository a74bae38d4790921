package io.demijohn.runtime.internal.exec;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All timers on one thread. */
public final class SystemTimers implements Timers, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SystemTimers.class);

    private final ScheduledThreadPoolExecutor thread;

    /** Starts the thread. */
    public SystemTimers() {
        thread = new ScheduledThreadPoolExecutor(1, SystemTimers::named);
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static Thread named(Runnable task) {
        Thread timer = new Thread(task, "demijohn-runtime-timer");
        timer.setDaemon(true);
        return timer;
    }

    @Override
    public Timer after(Duration delay, Runnable action) {
        try {
            ScheduledFuture<?> due = thread.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> due.cancel(false);
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped: a timer was dropped", e);
            return Timer.NONE;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
