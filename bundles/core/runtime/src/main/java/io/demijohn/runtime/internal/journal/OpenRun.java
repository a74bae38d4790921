package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.StateUpdate;
import java.util.Optional;

/**
 * A run that has not ended.
 *
 * @param order the run
 * @param input what is new, while it waits
 */
public record OpenRun(RunOrder order, Optional<StateUpdate> input) {}
