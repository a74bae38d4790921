package io.demijohn.runtime.internal;

import io.demijohn.clock.TickClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The system's time, and as much more as the test wants. */
final class SettableClock implements TickClock {

    private final AtomicLong ahead = new AtomicLong();

    void advance(Duration by) {
        ahead.addAndGet(by.toNanos());
    }

    @Override
    public Instant instant() {
        return TickClock.system().instant().plusNanos(ahead.get());
    }

    @Override
    public long nanoTime() {
        return TickClock.system().nanoTime() + ahead.get();
    }
}
