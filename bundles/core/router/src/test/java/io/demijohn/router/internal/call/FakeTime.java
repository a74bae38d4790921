package io.demijohn.router.internal.call;

import io.demijohn.clock.TickClock;
import io.demijohn.router.internal.exec.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when told; what is due runs then, in order, on the test's thread. */
public final class FakeTime implements TickClock, Timers {

    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long now;
    private long order;

    private record Due(long at, long order, Runnable action) {}

    @Override
    public Timer after(long nanos, Runnable action) {
        Due entry = new Due(now + nanos, order++, action);
        due.add(entry);
        return () -> due.remove(entry);
    }

    @Override
    public void enter(Runnable call) {
        after(0, call);
    }

    /** Runs what is due now. */
    public void settle() {
        advance(Duration.ZERO);
    }

    public void advance(Duration by) {
        long target = now + by.toNanos();
        while (!due.isEmpty() && due.peek().at() <= target) {
            Due next = due.remove();
            now = Math.max(now, next.at());
            next.action().run();
        }
        now = target;
    }

    int pending() {
        return due.size();
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Instant instant() {
        return EPOCH.plusNanos(now);
    }
}
