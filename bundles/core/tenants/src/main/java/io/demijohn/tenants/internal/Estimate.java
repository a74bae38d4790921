package io.demijohn.tenants.internal;

import io.demijohn.tenant.ModelDemand;

/** How many tokens a call may use; counted once, and only when somebody asks. */
final class Estimate {

    private static final long NOT_YET = -1;

    private final ModelDemand demand;
    private final long answerTokens;
    private long input = NOT_YET;

    Estimate(ModelDemand demand, long answerTokens) {
        this.demand = demand;
        this.answerTokens = answerTokens;
    }

    long input() {
        if (input == NOT_YET) {
            input = demand.inputTokens().getAsLong();
        }
        return input;
    }

    long output() {
        return switch (demand.operation()) {
            case CHAT -> demand.outputTokens() > 0 ? demand.outputTokens() : answerTokens;
            case EMBEDDINGS, COUNT_TOKENS -> 0;
        };
    }

    long tokens() {
        return demand.operation() == ModelDemand.Operation.COUNT_TOKENS ? 0 : input() + output();
    }

    /** What was counted; 0 when nobody asked, and so nothing is reserved. */
    long known() {
        return input == NOT_YET ? 0 : tokens();
    }
}
