package io.demijohn.router.internal.exec;

/** Calls back later. */
public interface Timers {

    /**
     * Calls back once, from a thread that the action may use for as long as a plugin takes.
     *
     * @param nanos from now
     * @param action what to do
     * @return takes the wish back
     */
    Timer after(long nanos, Runnable action);

    /**
     * Calls a plugin as soon as there is a thread that it may keep; no timer waits for these.
     *
     * @param call may hang
     */
    void enter(Runnable call);

    /** A call back that is due. */
    @FunctionalInterface
    interface Timer {
        /** Nothing is due. */
        Timer NONE = () -> {};

        /** Takes the wish back; does nothing when it was fulfilled. */
        void cancel();
    }
}
