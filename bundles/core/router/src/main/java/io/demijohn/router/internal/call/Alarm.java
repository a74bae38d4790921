package io.demijohn.router.internal.call;

import io.demijohn.router.internal.exec.Timers;
import io.demijohn.router.internal.exec.Timers.Timer;

/** The one timer of a call; setting it takes the former wish back. */
final class Alarm {

    private final Timers timers;
    private final Runnable action;
    private Timer timer = Timer.NONE;

    Alarm(Timers timers, Runnable action) {
        this.timers = timers;
        this.action = action;
    }

    void set(long nanos) {
        timer.cancel();
        timer = timers.after(Math.max(0, nanos), action);
    }

    void off() {
        timer.cancel();
    }
}
