package io.demijohn.runtime.internal.queue;

/**
 * Who may have one more slot. Each tenant that wants slots has a share by its weight, and may have
 * more of what others leave; but some slots stay free for those that have less than their share, so
 * that one of their runs does not wait until another tenant's has ended. Guarded by the
 * orchestrator's lock.
 */
final class Shares {

    private final int slots;
    private final int reserve;
    private long contendingWeight;

    Shares(QueueBounds bounds) {
        this.slots = bounds.active();
        this.reserve = bounds.reserve();
    }

    /** Has less than its share. One that has nothing has less. */
    boolean below(Lane lane) {
        return (long) lane.active * contendingWeight
                < (long) (slots - reserve) * lane.bounds.weight();
    }

    /**
     * Whether there is a slot for it.
     *
     * @param lane who asks
     * @param active how many slots are taken
     */
    boolean allow(Lane lane, int active) {
        int free = slots - active;
        return free > 0 && !lane.full() && (free > reserve || below(lane));
    }

    /** A tenant's counts have changed. */
    void changed(Lane lane) {
        boolean contends = lane.active > 0 || lane.waiting > 0;
        if (contends != lane.contending) {
            lane.contending = contends;
            contendingWeight += contends ? lane.bounds.weight() : -lane.bounds.weight();
        }
    }
}
