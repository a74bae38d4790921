package io.demijohn.storage.filesystem.internal;

import io.demijohn.clock.TickClock;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one part of the log's care every second, and slows down what reads and writes much. */
final class CareThread {

    /** What is done every second. */
    interface Task {

        /** Does it; tells the work what it reads and writes. */
        void run(Work work) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(CareThread.class);
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

    /** After a failure the disk gets some rest. */
    private static final long REST = TimeUnit.SECONDS.toNanos(60);

    private final Task task;
    private final TickClock clock;
    private final long bytesPerSecond;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean isStopped;
    private long free; // the clock's time at which the next bytes may go

    CareThread(String name, Task task, TickClock clock, long bytesPerSecond) {
        this.task = task;
        this.clock = clock;
        this.bytesPerSecond = bytesPerSecond;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (pause(PERIOD)) {
            try {
                task.run(this::pace);
            } catch (CancellationException e) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.warn("Could not take care of the log; trying again in a minute.", e);
                if (!pause(REST)) {
                    return;
                }
            }
        }
    }

    /** Waits until bytes may be read or written: no more than so many in a second. */
    void pace(long bytes) {
        long now = clock.nanoTime();
        long wait;
        lock.lock();
        try {
            free = Math.max(free, now) + TimeUnit.SECONDS.toNanos(1) * bytes / bytesPerSecond;
            wait = free - now;
        } finally {
            lock.unlock();
        }
        // Shorter waits than this cost more than they give.
        if (wait > TimeUnit.MILLISECONDS.toNanos(5) && !pause(wait)) {
            throw new CancellationException("the log is closed");
        }
    }

    /** False when stopped. */
    private boolean pause(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!isStopped && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            isStopped = true; // nobody interrupts it but to end it
        } finally {
            lock.unlock();
        }
        return !isStopped;
    }

    /** Ends it, with what it is doing. False when the disk does not answer. */
    boolean stop() {
        lock.lock();
        try {
            isStopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return !thread.isAlive() || Ends.await(thread);
    }
}
