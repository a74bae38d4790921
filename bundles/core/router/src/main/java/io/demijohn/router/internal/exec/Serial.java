package io.demijohn.router.internal.exec;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs events one at a time in the order they came, on the threads that bring them: at once when
 * none is running, else on the thread of the one that is. So what an event touches needs no lock,
 * and an event may bring further ones.
 */
public final class Serial {

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();

    /**
     * Runs an event, or leaves it to the thread that is running another.
     *
     * @param event quick work that does not throw
     */
    public void run(Runnable event) {
        if (unfinished.compareAndSet(0, 1)) {
            start(event);
        } else {
            waiting.add(event);
            if (unfinished.getAndIncrement() == 0) {
                drain();
            }
        }
    }

    /**
     * An event of this thread may still wait here: whoever ran last took the first in line, which
     * need not be the one it had counted. So the line goes first.
     */
    private void start(Runnable event) {
        if (waiting.isEmpty()) {
            event.run();
            if (unfinished.decrementAndGet() == 0) {
                return;
            }
        } else {
            waiting.add(event);
        }
        drain();
    }

    private void drain() {
        do {
            waiting.remove().run();
        } while (unfinished.decrementAndGet() != 0);
    }
}
