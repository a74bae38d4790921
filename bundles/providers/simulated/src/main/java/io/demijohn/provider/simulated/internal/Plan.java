package io.demijohn.provider.simulated.internal;

import io.demijohn.model.FinishReason;
import java.util.List;
import java.util.Optional;

/**
 * A whole answer before it is spoken.
 *
 * @param steps in order
 * @param finish why it stops; empty means TOOL_CALLS when there are calls, else STOP
 */
record Plan(List<Step> steps, Optional<FinishReason> finish) {

    static Plan say(String text) {
        return new Plan(List.of(new Step.Say(text)), Optional.empty());
    }

    static Plan call(List<Step> calls) {
        return new Plan(List.copyOf(calls), Optional.empty());
    }
}
