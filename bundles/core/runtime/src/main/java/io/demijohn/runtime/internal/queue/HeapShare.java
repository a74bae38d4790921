package io.demijohn.runtime.internal.queue;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What open runs hold in memory, estimated, against a share of the heap: a burst of large inputs
 * must end in refusals and not in the end of the process. Runs whose threads have left memory do
 * not count.
 */
public final class HeapShare {

    /** A run at work without its texts. */
    private static final long EACH = 8 * 1024;

    /** Of a text's bytes: the request, its records, the state, the question to the model. */
    private static final long COPIES = 10;

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    /**
     * Nothing is held.
     *
     * @param limit bytes
     */
    public HeapShare(long limit) {
        this.limit = limit;
    }

    /**
     * Counts a run that is about to be accepted.
     *
     * @param ticket its place
     * @param bytes of its input
     * @return false, and nothing is counted, when it does not fit beside what is held already
     */
    public boolean take(Ticket ticket, long bytes) {
        long wanted = EACH + COPIES * bytes;
        if (held.get() > 0 && held.get() + wanted > limit) {
            return false;
        }
        hold(ticket, wanted);
        return true;
    }

    /**
     * Counts a run whose thread was read.
     *
     * @param ticket its place
     */
    public void loaded(Ticket ticket) {
        if (ticket.held() == 0) {
            hold(ticket, EACH);
        }
    }

    /**
     * The run has ended, or its thread has left memory.
     *
     * @param ticket its place
     */
    public void release(Ticket ticket) {
        hold(ticket, 0);
    }

    private void hold(Ticket ticket, long bytes) {
        held.addAndGet(ticket.hold(bytes));
    }
}
