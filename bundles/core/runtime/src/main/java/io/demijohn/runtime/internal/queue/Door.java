package io.demijohn.runtime.internal.queue;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.RunPriority;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Refuses what there is no room for, and says when there will be. Guarded like all here. */
final class Door {

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
