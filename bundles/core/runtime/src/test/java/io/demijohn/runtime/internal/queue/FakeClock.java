package io.demijohn.runtime.internal.queue;

import io.demijohn.clock.TickClock;
import java.time.Duration;
import java.time.Instant;

/** A clock that a test moves. */
final class FakeClock implements TickClock {

    private long nanos = 1_000_000_000L;

    void move(Duration time) {
        nanos += time.toNanos();
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nanos);
    }
}
