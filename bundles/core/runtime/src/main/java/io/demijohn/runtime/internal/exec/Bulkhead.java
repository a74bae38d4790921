package io.demijohn.runtime.internal.exec;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * So many calls of one kind at once, so many behind them in the order in which they came, and no
 * more. Nobody holds a thread while waiting.
 */
public final class Bulkhead {

    /** A call that is under way, or waits for that. */
    public final class Place {
        private final Runnable go;
        private boolean waiting = true;
        private boolean taken;

        private Place(Runnable go) {
            this.go = go;
        }

        /**
         * Gives a wait up.
         *
         * @return false when the call has begun, or was given up before
         */
        public boolean giveUp() {
            synchronized (Bulkhead.this) {
                boolean first = waiting;
                waiting = false;
                return first && queue.remove(this);
            }
        }

        /** The call has ended. */
        public void leave() {
            Optional<Place> next;
            synchronized (Bulkhead.this) {
                if (!taken) {
                    return;
                }
                taken = false;
                under--;
                next = admit();
            }
            next.ifPresent(place -> place.go.run());
        }
    }

    private final int most;
    private final int room;
    private final Queue<Place> queue = new ArrayDeque<>();
    private int under;

    /**
     * An empty one.
     *
     * @param most calls at once
     * @param room calls behind them
     */
    public Bulkhead(int most, int room) {
        this.most = most;
        this.room = room;
    }

    /**
     * Asks for a place.
     *
     * @param go called once, now or later, when the call may begin; quick
     * @return empty when even the queue is full
     */
    public Optional<Place> enter(Runnable go) {
        Place place = new Place(go);
        Optional<Place> now;
        synchronized (this) {
            if (under >= most && queue.size() >= room) {
                return Optional.empty();
            }
            queue.add(place);
            now = admit();
        }
        now.ifPresent(next -> next.go.run());
        return Optional.of(place);
    }

    private Optional<Place> admit() {
        if (under >= most || queue.isEmpty()) {
            return Optional.empty();
        }
        Place next = queue.remove();
        next.waiting = false;
        next.taken = true;
        under++;
        return Optional.of(next);
    }
}
