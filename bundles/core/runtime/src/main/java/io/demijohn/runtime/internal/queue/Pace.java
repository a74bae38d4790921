package io.demijohn.runtime.internal.queue;

import java.util.concurrent.TimeUnit;

/**
 * How fast a tenant's runs are taken in while many of them wait. They would not start earlier if
 * they came in faster, and taking them in needs the processors, the disk and the collector that
 * other tenants' runs need too. Guarded by the orchestrator's lock.
 */
final class Pace {

    /** Who would have to wait longer is refused. */
    private static final long MOST = TimeUnit.SECONDS.toNanos(1);

    private final long interval;
    private boolean begun;
    private long next;

    Pace(int perSecond) {
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /**
     * Takes the next place in time.
     *
     * @param now nanoseconds
     * @return nanoseconds until then; below 0 when that is too long, and nothing is taken
     */
    long pause(long now) {
        long place = begun && next - now > 0 ? next : now;
        if (place - now > MOST) {
            return -1;
        }
        begun = true;
        next = place + interval;
        return place - now;
    }
}
