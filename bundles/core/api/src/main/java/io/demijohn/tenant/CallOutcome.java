package io.demijohn.tenant;

import io.demijohn.model.Usage;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of a call.
 *
 * @param end how it ended
 * @param model the name that served, for prices; empty when nobody answered
 * @param providerModel the model as its provider names it; empty when unknown
 * @param usage tokens as the provider counted them; empty when it did not say
 */
public record CallOutcome(
        End end, Optional<String> model, Optional<String> providerModel, Optional<Usage> usage) {

    /** How a call ended. */
    public enum End {
        /** With a whole answer. */
        COMPLETE,
        /** It broke off after its first piece: something was used. */
        BROKEN,
        /** The caller gave up; something may have been used. */
        CANCELLED,
        /** It failed before its first piece: nothing was used that anybody bills. */
        FAILED
    }

    /** Checks that nothing is missing. */
    public CallOutcome {
        Objects.requireNonNull(end, "end");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(providerModel, "providerModel");
        Objects.requireNonNull(usage, "usage");
    }

    /**
     * A call of which nothing else is known.
     *
     * @param end how it ended
     * @return without names and usage
     */
    public static CallOutcome of(End end) {
        return new CallOutcome(end, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
