package io.demijohn.resilience;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Monotonic time that moves when told. Begins below zero, as {@code nanoTime} may. */
final class FakeNanos implements LongSupplier {

    private final AtomicLong now = new AtomicLong(-7_777_777_777L);

    void advance(Duration by) {
        now.addAndGet(by.toNanos());
    }

    void advanceSeconds(long seconds) {
        advance(Duration.ofSeconds(seconds));
    }

    @Override
    public long getAsLong() {
        return now.get();
    }
}
