package io.demijohn.runtime.internal.exec;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Lends threads to tenants in turn: a task waits behind one of each other tenant, not behind all
 * that these have queued. The threads below get one anonymous token for each task, and a token does
 * what is due when it is run, so the order in which they keep tokens does not matter: that holds
 * for a pool's queue and for the scheduler of virtual threads alike.
 */
public final class FairExecutor {

    private final class Lane implements Executor {
        private final Queue<Runnable> tasks = new ArrayDeque<>(2);

        @Override
        public void execute(Runnable task) {
            synchronized (ready) {
                tasks.add(task);
                if (tasks.size() == 1) {
                    ready.add(this);
                }
            }
            threads.execute(token);
        }
    }

    private final Executor threads;
    private final Runnable token = this::next;
    // Held for a moment at a time, and a monitor spins that long before it puts a thread to sleep.
    private final Queue<Lane> ready = new ArrayDeque<>();
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    /**
     * Nothing to do yet.
     *
     * @param threads lends threads, each to whatever is due
     */
    public FairExecutor(Executor threads) {
        this.threads = threads;
    }

    /**
     * A tenant's part.
     *
     * @param tenant whose
     * @return runs tasks in the order they come, several at once
     */
    public Executor of(String tenant) {
        return lanes.computeIfAbsent(tenant, t -> new Lane());
    }

    /**
     * The platform's own part, beside those of tenants.
     *
     * @return for work that is no tenant's
     */
    public Executor ours() {
        return of("");
    }

    private void next() {
        Runnable task;
        synchronized (ready) {
            Lane lane = ready.remove();
            task = lane.tasks.remove();
            if (!lane.tasks.isEmpty()) {
                ready.add(lane);
            }
        }
        task.run();
    }
}
