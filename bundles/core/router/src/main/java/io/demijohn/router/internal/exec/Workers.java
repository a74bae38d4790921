package io.demijohn.router.internal.exec;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread for all timers, and workers (virtual when the JVM has them, else a few) for what is
 * due: a plugin that hangs in a call must not stop the clock.
 */
public final class Workers implements Timers, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final long BEAT_MILLIS = 200;
    private static final int WORKERS = 16;

    /** So many calls may hang in plugins until the rest waits for its time to be over. */
    private static final int PLUGIN_THREADS = 64;

    private static final int PLATFORM_QUEUE = 10_000;

    private final ScheduledThreadPoolExecutor clock;
    private final ExecutorService threads;
    private final ExecutorService plugins;

    /** Starts. */
    public Workers() {
        clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "demijohn-router-timer"));
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // A new timer wakes the thread when it is the next one due. Almost all are cancelled long
        // before that, so a beat that is due sooner lets the thread sleep: a third less for a call.
        clock.scheduleAtFixedRate(() -> {}, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        threads = VirtualThreads.perTask().orElseGet(() -> platform("worker", WORKERS));
        plugins = VirtualThreads.perTask().orElseGet(() -> platform("plugin", PLUGIN_THREADS));
    }

    private static ExecutorService platform(String name, int most) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        most,
                        most,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(PLATFORM_QUEUE),
                        task -> daemon(task, "demijohn-router-" + name),
                        new ThreadPoolExecutor.CallerRunsPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Timer after(long nanos, Runnable action) {
        try {
            return schedule(nanos, action);
        } catch (RejectedExecutionException e) {
            LOG.debug("the router has stopped: a timer was dropped", e);
            return Timer.NONE;
        }
    }

    private Timer schedule(long nanos, Runnable action) {
        if (nanos <= 0) {
            threads.execute(action);
            return Timer.NONE;
        }
        ScheduledFuture<?> due =
                clock.schedule(() -> threads.execute(action), nanos, TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }

    @Override
    public void enter(Runnable call) {
        try {
            plugins.execute(call);
        } catch (RejectedExecutionException e) {
            LOG.debug("the router has stopped: a call was dropped", e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        threads.shutdown();
        plugins.shutdown();
    }
}
