package io.demijohn.outbound.internal.exchange;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs actions one at a time and in order, on whichever thread finds the box empty. That is how
 * bytes, timers and a cancellation, each from a thread of its own, become one listener's sequence.
 */
final class Mailbox {

    private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** Actions must not throw. */
    void post(Runnable action) {
        actions.add(action);
        if (waiting.getAndIncrement() > 0) {
            return;
        }
        do {
            Runnable next = actions.poll();
            if (next != null) {
                next.run();
            }
        } while (waiting.decrementAndGet() > 0);
    }
}
