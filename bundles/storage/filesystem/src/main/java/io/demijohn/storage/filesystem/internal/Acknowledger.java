package io.demijohn.storage.filesystem.internal;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes the answers, in order, on a thread of its own: what callers attach to an answer runs
 * here and cannot hold up the committer. A callback that blocks delays other answers until the
 * queue is full, and then writers are refused; so callbacks must be short or use the Async
 * variants.
 */
final class Acknowledger {

    /** Groups with one outcome; a reason means that they failed. */
    private record Delivery(
            List<Group> groups, @Nullable String reason, @Nullable Throwable cause) {}

    private static final Logger LOG = LoggerFactory.getLogger(Acknowledger.class);
    private static final Delivery END = new Delivery(List.of(), null, null);

    private final CommitQueue queue;
    // Bounded by the commit queue: a group's room there is free only when it is answered.
    private final LinkedBlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "demijohn-log-answers");

    Acknowledger(CommitQueue queue) {
        this.queue = queue;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void durable(List<Group> groups) {
        deliveries.add(new Delivery(groups, null, null));
    }

    void failed(List<Group> groups, String reason, Throwable cause) {
        deliveries.add(new Delivery(groups, reason, cause));
    }

    private void run() {
        while (true) {
            Delivery next = take();
            if (next.groups().isEmpty()) { // the end
                return;
            }
            queue.answered(next.groups());
            next.groups().forEach(group -> answer(group, next));
        }
    }

    private static void answer(Group group, Delivery delivery) {
        if (delivery.reason() == null || delivery.cause() == null) {
            group.acknowledge();
        } else {
            group.refuse(delivery.reason(), delivery.cause());
        }
    }

    private Delivery take() {
        while (true) {
            try {
                return deliveries.take();
            } catch (InterruptedException e) {
                // A callback was interrupted on this thread; the answers go on.
            }
        }
    }

    /** Ends when everything delivered before has been answered. */
    void stop() {
        deliveries.add(END);
        if (Thread.currentThread().equals(thread)) {
            return; // closed by a callback: the thread ends by itself
        }
        if (!Ends.await(thread)) {
            LOG.warn("A callback on an answer of the log blocks; answers behind it are not given.");
        }
    }
}
