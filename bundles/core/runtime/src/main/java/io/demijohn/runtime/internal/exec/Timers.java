package io.demijohn.runtime.internal.exec;

import java.time.Duration;

/** Calls back later. */
public interface Timers {

    /**
     * Calls back once.
     *
     * @param delay from now
     * @param action quick work, usually handing over to a mailbox
     * @return takes the wish back
     */
    Timer after(Duration delay, Runnable action);

    /** A call that is due later. */
    @FunctionalInterface
    interface Timer {
        /** Nothing is due. */
        Timer NONE = () -> {};

        /** Takes the wish back; does nothing when it was fulfilled. */
        void cancel();
    }
}
