package io.demijohn.gateway.internal.server;

import io.demijohn.gateway.internal.http.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where endpoints run. They may read from the disk, so they must not do it on the few threads that
 * take requests in: those have to answer for our health, whatever the disk does. No tenant has all
 * of the threads.
 */
final class Workers implements AutoCloseable {

    static final int OF_ONE_TENANT =
            Math.min(32, Math.max(8, 4 * Runtime.getRuntime().availableProcessors()));
    private static final int THREADS = 64;
    private static final int WAITING = 4096;
    private static final int IDLE_SECONDS = 30;
    private static final Optional<Duration> SOON = Optional.of(Duration.ofSeconds(1));

    private final ExecutorService threads;
    private final TenantLanes lanes;

    Workers() {
        @Nullable ExecutorService virtual = VirtualThreads.executor();
        threads = virtual == null ? platform() : virtual;
        lanes = new TenantLanes(threads, OF_ONE_TENANT, WAITING);
    }

    private static ThreadPoolExecutor platform() {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> {
                            Thread thread =
                                    new Thread(task, "demijohn-work-" + count.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * A tenant's part.
     *
     * @param tenant whose requests
     * @return runs endpoints; refuses with a problem when too many wait
     */
    Executor of(String tenant) {
        return task -> {
            try {
                lanes.execute(tenant, task);
            } catch (RejectedExecutionException full) {
                throw Problem.of(503, "The gateway has too much to do: send it again").after(SOON);
            }
        };
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
