package io.demijohn.runtime.internal.queue;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.RunPriority;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Refuses what there is no room for, and says when there will be. Guarded like all here. */
final class Door {

    private static final Duration PAUSE_REFUSED = Duration.ofSeconds(1);

    private final QueueBounds bounds;
    private final DoubleSupplier random;
    private final Drain drain = new Drain();

    Door(QueueBounds bounds, DoubleSupplier random) {
        this.bounds = bounds;
        this.random = random;
    }

    void requireRoom(Lane lane, RunPriority priority, int active, int queued, long now) {
        if (lane.queued >= lane.bounds.queued()) {
            throw new AgentException(
                    AgentException.Kind.QUOTA,
                    "the tenant has "
                            + lane.queued
                            + " runs waiting and "
                            + lane.active
                            + " at work: that is its share (tenant.queued.runs,"
                            + " tenant.active.runs)",
                    null,
                    Optional.of(lane.drain.retryAfter(now, 1, random.getAsDouble())));
        }
        int room = bounds.room(priority);
        if (queued >= room) {
            throw overloaded(
                    "the runtime has "
                            + active
                            + " runs at work (active.runs) and "
                            + queued
                            + " waiting (queue.runs)",
                    drain.retryAfter(now, queued - room + 1, random.getAsDouble()));
        }
    }

    /**
     * How long the records of one more run should wait, when more wait than may be at work.
     *
     * @throws AgentException QUOTA when it is too long
     */
    Duration pause(Lane lane, long now) {
        if (lane.waiting <= bounds.active()) {
            return Duration.ZERO;
        }
        long nanos = lane.pace.pause(now);
        if (nanos < 0) {
            throw new AgentException(
                    AgentException.Kind.QUOTA,
                    "the tenant has "
                            + lane.waiting
                            + " runs waiting, and while there are so many no more than "
                            + bounds.intake()
                            + " a second are taken in (tenant.intake.per.second)",
                    null,
                    Optional.of(PAUSE_REFUSED));
        }
        return Duration.ofNanos(nanos);
    }

    static AgentException overloaded(String message, Duration wait) {
        return new AgentException(AgentException.Kind.OVERLOADED, message, null, Optional.of(wait));
    }

    /** A run has left. */
    void left(Lane lane, long now) {
        drain.left(now);
        lane.drain.left(now);
    }

    double perSecond(long now) {
        return drain.perSecond(now);
    }
}
