package io.demijohn.agent;

/** What a thread is doing. */
public enum ThreadStatus {
    /** Nothing. */
    IDLE,
    /** It has a run that is pending or running. */
    BUSY,
    /** Its last run waits for a person. */
    INTERRUPTED,
    /** Its last run failed. */
    ERROR
}
