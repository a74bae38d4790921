package io.demijohn.agent;

/** What to do with a new run on a busy thread. */
public enum MultitaskStrategy {
    /** Refuse the new one with BUSY. */
    REJECT,
    /** Run it after the present one. */
    ENQUEUE,
    /** Stop the present one, keep its steps, and run the new one. */
    INTERRUPT,
    /** Stop the present one, delete it with its checkpoints, and run the new one. */
    ROLLBACK
}
