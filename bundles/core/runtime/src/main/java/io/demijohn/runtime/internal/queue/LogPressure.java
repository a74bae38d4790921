package io.demijohn.runtime.internal.queue;

import io.demijohn.agent.RunPriority;
import io.demijohn.clock.TickClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the log takes for a group of records: back-pressure from the disk to the door. A log
 * that takes long gets no new work before it has done what it has; low priorities are refused
 * first. Called for every group, so it counts without locks: a lost update changes little.
 */
public final class LogPressure {

    /** The newest group counts for one sixteenth. */
    private static final int SMOOTHING = 16;

    private static final Duration SOON = Duration.ofSeconds(1);

    private final TickClock clock;
    private final long slowNanos;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong smoothed = new AtomicLong();
    private final AtomicLong lastSign;
    private volatile long refusedUntil;

    /**
     * A log at rest.
     *
     * @param clock times
     * @param slow what is too long for runs of normal priority
     */
    public LogPressure(TickClock clock, Duration slow) {
        this.clock = clock;
        this.slowNanos = slow.toNanos();
        this.lastSign = new AtomicLong(clock.nanoTime());
        this.refusedUntil = clock.nanoTime();
    }

    /** A group was given to the log. */
    public void begun() {
        if (underWay.getAndIncrement() == 0) {
            lastSign.set(clock.nanoTime());
        }
    }

    /**
     * The log has answered.
     *
     * @param nanos what it took
     */
    public void ended(long nanos) {
        underWay.decrementAndGet();
        lastSign.set(clock.nanoTime());
        long old = smoothed.get();
        smoothed.lazySet(old + (nanos - old) / SMOOTHING);
    }

    /**
     * The log has said itself that it has too much to do.
     *
     * @param retryAfter when it will not have
     */
    public void overloaded(Duration retryAfter) {
        refusedUntil = clock.nanoTime() + retryAfter.toNanos();
    }

    /**
     * Groups that the log has not answered.
     *
     * @return 0 or more
     */
    public int underWay() {
        return underWay.get();
    }

    /**
     * Whether a run has to be refused for the log's sake.
     *
     * @param priority of the run
     * @return when to come again, or empty
     */
    Optional<Duration> refusal(RunPriority priority) {
        long now = clock.nanoTime();
        long left = refusedUntil - now;
        // With nothing under way the next group is a probe: nobody else would find the log well.
        if (left > 0 && underWay.get() > 0 && priority != RunPriority.HIGH) {
            return Optional.of(Duration.ofNanos(Math.max(left, SOON.toNanos())));
        }
        long seconds = delay(now);
        return seconds > allowed(priority)
                ? Optional.of(Duration.ofNanos(Math.max(seconds, SOON.toNanos())))
                : Optional.empty();
    }

    /** What a group takes now: at least as long as there was no sign of the log. */
    private long delay(long now) {
        return underWay.get() == 0 ? 0 : Math.max(smoothed.get(), now - lastSign.get());
    }

    private long allowed(RunPriority priority) {
        return switch (priority) {
            case LOW -> slowNanos / 4;
            case NORMAL -> slowNanos;
            case HIGH -> 2 * slowNanos;
        };
    }
}
