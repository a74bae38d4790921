package io.demijohn.runtime.internal.queue;

import io.demijohn.agent.RunPriority;
import java.time.Duration;
import java.util.Map;

/**
 * The orchestrator's bounds, checked.
 *
 * @param active runs at work at once
 * @param queued runs that wait
 * @param tenant what a tenant may have that is not among {@code tenants}
 * @param tenants what these may have
 * @param ageing a run that has waited so much longer goes before one of the next higher priority
 * @param slowLog when groups of records take so long, normal runs are refused
 * @param heap bytes that open runs may hold in memory
 * @param intake runs of a tenant taken in a second while more of it wait than may be at work
 * @param patience how long an admission may take before anything is written
 */
public record QueueBounds(
        int active,
        int queued,
        TenantBounds tenant,
        Map<String, TenantBounds> tenants,
        Duration ageing,
        Duration slowLog,
        long heap,
        int intake,
        Duration patience) {

    /** Copies. */
    public QueueBounds {
        tenants = Map.copyOf(tenants);
    }

    TenantBounds of(String name) {
        return tenants.getOrDefault(name, tenant);
    }

    /**
     * Slots that stay free for tenants that have less than their share: what a tenant alone may not
     * have, a tenth at most.
     */
    int reserve() {
        return Math.max(0, Math.min(active - tenant.active(), active / 10));
    }

    /** From this many waiting runs on, one of this priority is refused: low ones first. */
    int room(RunPriority priority) {
        return switch (priority) {
            case LOW -> part(0.5);
            case NORMAL -> part(0.9);
            case HIGH -> queued;
        };
    }

    private int part(double fraction) {
        return (int) Math.ceil(fraction * queued);
    }
}
