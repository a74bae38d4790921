package io.demijohn.runtime.internal.run;

import io.demijohn.clock.TickClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * Logs one of many like complaints a second, and says how many there were: a log is not a drain.
 */
final class Complaints {

    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final Logger log;
    private final TickClock clock;
    private final AtomicLong next;
    private final AtomicLong unsaid = new AtomicLong();

    Complaints(Logger log, TickClock clock) {
        this.log = log;
        this.clock = clock;
        this.next = new AtomicLong(clock.nanoTime());
    }

    void warn(String what, String why) {
        long now = clock.nanoTime();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE)) {
            long more = unsaid.getAndSet(0);
            log.warn("{}: {}{}", what, why, more == 0 ? "" : " (and " + more + " more like it)");
        } else {
            unsaid.incrementAndGet();
        }
    }
}
