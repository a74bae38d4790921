package io.demijohn.gateway.internal.server;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lends threads to tenants, so many to each at once; what is more of a tenant waits in the order in
 * which it came. So a flood of requests has neither all threads nor, with dozens of them, all of
 * the processors, and another tenant's request finds a thread at once.
 */
final class TenantLanes {

    private static final Logger LOG = LoggerFactory.getLogger(TenantLanes.class);

    private static final class Lane {
        private final String tenant;
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private int busy;

        Lane(String tenant) {
            this.tenant = tenant;
        }
    }

    private final Executor threads;
    private final int atOnce;
    private final int room;
    private final Map<String, Lane> lanes = new HashMap<>(); // those with something to do

    /**
     * Nothing to do yet.
     *
     * @param threads lends threads; refuses only when it is closed
     * @param atOnce tasks of a tenant that have a thread
     * @param room tasks of a tenant that wait for one
     */
    TenantLanes(Executor threads, int atOnce, int room) {
        this.threads = threads;
        this.atOnce = atOnce;
        this.room = room;
    }

    /**
     * Runs a task now or later.
     *
     * @throws RejectedExecutionException when as many of the tenant wait as may, or all is closed
     */
    void execute(String tenant, Runnable task) {
        Lane lane;
        synchronized (lanes) {
            lane = lanes.computeIfAbsent(tenant, Lane::new);
            if (lane.busy == atOnce) {
                if (lane.waiting.size() == room) {
                    throw new RejectedExecutionException(room + " requests of the tenant wait");
                }
                lane.waiting.add(task);
                return;
            }
            lane.busy++;
        }
        start(lane, task);
    }

    private void start(Lane lane, Runnable task) {
        threads.execute(
                () -> {
                    try {
                        task.run();
                    } finally {
                        end(lane);
                    }
                });
    }

    private void end(Lane lane) {
        Runnable next;
        synchronized (lanes) {
            next = lane.waiting.poll();
            if (next == null && --lane.busy == 0) {
                lanes.remove(lane.tenant);
            }
        }
        if (next != null) {
            goOn(lane, next);
        }
    }

    private void goOn(Lane lane, Runnable next) {
        try {
            start(lane, next); // behind the tasks of others
        } catch (RejectedExecutionException closed) {
            LOG.debug("stopped: requests that waited were dropped with their connections", closed);
        }
    }
}
