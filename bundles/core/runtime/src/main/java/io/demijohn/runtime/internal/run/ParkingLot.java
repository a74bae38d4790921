package io.demijohn.runtime.internal.run;

import io.demijohn.runtime.internal.exec.Timers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The runs that wait for bundles. They look when a tool or a migrator comes, and now and then: a
 * router does not tell when a model is back.
 */
final class ParkingLot {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Set<ParkedTurn> parked = ConcurrentHashMap.newKeySet();
    private final Timers timers;
    private final Meters meters;
    private boolean looking;

    ParkingLot(Timers timers, Meters meters) {
        this.timers = timers;
        this.meters = meters;
    }

    void add(ParkedTurn turn) {
        if (parked.add(turn)) {
            meters.parked(1);
        }
        lookLater();
    }

    void remove(ParkedTurn turn) {
        if (parked.remove(turn)) {
            meters.parked(-1);
        }
    }

    int size() {
        return parked.size();
    }

    /** Something has come. */
    void look() {
        parked.forEach(ParkedTurn::nudge);
    }

    private synchronized void lookLater() {
        if (!looking && !parked.isEmpty()) {
            looking = true;
            timers.after(PAUSE, this::lookNowAndLater);
        }
    }

    private void lookNowAndLater() {
        look();
        synchronized (this) {
            looking = false;
        }
        lookLater();
    }
}
