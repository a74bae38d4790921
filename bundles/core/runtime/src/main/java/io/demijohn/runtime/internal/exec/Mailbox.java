package io.demijohn.runtime.internal.exec;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one at a time in the order they came, on borrowed threads. */
public final class Mailbox implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
    private static final int FAIR_SHARE = 64;

    private final Executor threads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * An empty one.
     *
     * @param threads lends threads
     */
    public Mailbox(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            threads.execute(this::drain);
        }
    }

    /**
     * Whether nothing is to be done.
     *
     * @return false while a task waits or is being done
     */
    public boolean idle() {
        return waiting.get() == 0;
    }

    private void drain() {
        for (int done = 1; ; done++) {
            run(tasks.remove());
            if (waiting.decrementAndGet() == 0) {
                return;
            }
            if (done == FAIR_SHARE) {
                threads.execute(this::drain);
                return;
            }
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            // An Error too, as when a plug-in's class went away: the tasks behind it must be done.
            LOG.error("a step of a thread broke; what it was about to do is lost", e);
        }
    }
}
