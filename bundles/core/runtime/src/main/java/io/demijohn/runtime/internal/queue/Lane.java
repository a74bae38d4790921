package io.demijohn.runtime.internal.queue;

/** A tenant's counts. Guarded by the orchestrator's lock. */
final class Lane {

    final String tenant;
    final TenantBounds bounds;
    final Pace pace;
    final Drain drain = new Drain();

    /** Runs at work. */
    int active;

    /** Open runs that are not at work. */
    int queued;

    /** Those of them that wait for their turn. */
    int waiting;

    /** Whether its weight is in the sum of those that want slots. */
    boolean contending;

    Lane(String tenant, TenantBounds bounds, Pace pace) {
        this.tenant = tenant;
        this.bounds = bounds;
        this.pace = pace;
    }

    boolean full() {
        return active >= bounds.active();
    }

    boolean empty() {
        return active == 0 && queued == 0;
    }
}
