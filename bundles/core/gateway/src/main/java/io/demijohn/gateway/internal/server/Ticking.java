package io.demijohn.gateway.internal.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again while there is something to look at: one timer for however many wait, where
 * one each would keep every answer in memory until its time had come, long after its end.
 */
final class Ticking {

    private static final Logger LOG = LoggerFactory.getLogger(Ticking.class);

    private final long millis;
    private final BooleanSupplier look;
    private final AtomicBoolean on = new AtomicBoolean();

    /**
     * Not ticking.
     *
     * @param millis between two looks
     * @param look tells whether to look again; when it breaks, the next look comes all the same
     */
    Ticking(long millis, BooleanSupplier look) {
        this.millis = millis;
        this.look = look;
    }

    /** There is something to look at, which was added before. */
    void wake(Scheduler scheduler) {
        if (!on.get() && on.compareAndSet(false, true)) {
            later(scheduler);
        }
    }

    private void later(Scheduler scheduler) {
        scheduler.schedule(() -> tick(scheduler), millis, TimeUnit.MILLISECONDS);
    }

    private void tick(Scheduler scheduler) {
        if (more()) {
            later(scheduler);
            return;
        }
        on.set(false);
        if (more()) { // who came after the first look has not woken us
            wake(scheduler);
        }
    }

    private boolean more() {
        try {
            return look.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.error("a look at open streams broke", e);
            return true;
        }
    }
}
