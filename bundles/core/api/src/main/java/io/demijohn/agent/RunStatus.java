package io.demijohn.agent;

/** Where a run is. */
public enum RunStatus {
    /** Accepted and durable, not started. */
    PENDING,
    /** Under way. */
    RUNNING,
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
     * @return false for PENDING and RUNNING
     */
    public boolean ended() {
        return this != PENDING && this != RUNNING;
    }
}
