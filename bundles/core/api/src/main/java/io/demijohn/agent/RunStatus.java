package io.demijohn.agent;

/** Where a run is. */
public enum RunStatus {
    /** Accepted and durable, not started. */
    PENDING,
    /** Under way. */
    RUNNING,
    /** Parked: a bundle that it needs is not there. Goes on by itself when that is back. */
    WAITING_FOR_BUNDLE,
    /** Ended with an answer, or paused for a person (see the thread's status). */
    SUCCESS,
    /** Ended by a failure. */
    ERROR,
    /** Ended by its time limit. */
    TIMEOUT,
    /** Ended by a cancel. */
    INTERRUPTED;

    /**
     * Whether nothing more will happen.
     *
     * @return false for PENDING, RUNNING and WAITING_FOR_BUNDLE
     */
    public boolean ended() {
        return this != PENDING && this != RUNNING && this != WAITING_FOR_BUNDLE;
    }
}
