package io.demijohn.agent;

import java.util.Objects;

/**
 * How a run ended.
 *
 * @param run with its last status
 * @param state the thread's state at the end of this run, interrupts included
 */
public record RunOutcome(Run run, Checkpoint state) {
    /** Checks that nothing is missing. */
    public RunOutcome {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(state, "state");
    }
}
