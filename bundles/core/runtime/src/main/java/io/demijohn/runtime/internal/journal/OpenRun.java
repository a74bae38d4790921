package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.StateUpdate;
import java.util.Optional;

/**
 * A run that has not ended.
 *
 * @param order the run
 * @param input what is new, while it waits
 * @param parked set while it waits for a bundle
 */
public record OpenRun(RunOrder order, Optional<StateUpdate> input, Optional<Parked> parked) {

    /** At work: one that waited for a migrator, and finds it at its start, waits no more. */
    OpenRun begun() {
        return new OpenRun(order, Optional.empty(), Optional.empty());
    }

    OpenRun with(Optional<Parked> place) {
        return new OpenRun(order, input, place);
    }
}
