package io.demijohn.router.internal.call;

import io.demijohn.model.ModelException;
import io.demijohn.resilience.Outcome;

/**
 * What follows from a failure before the first piece of an answer.
 *
 * @param outcome what the model's breaker learns
 * @param failsOver whether another candidate may know better
 * @param retries whether the same candidate may do better a little later
 */
record Verdict(Outcome outcome, boolean failsOver, boolean retries) {

    private static final Verdict CALLERS_ERROR = new Verdict(Outcome.NEUTRAL, false, false);
    private static final Verdict NOT_FOR_THIS_MODEL = new Verdict(Outcome.NEUTRAL, true, false);
    private static final Verdict NOT_WITH_THIS_KEY = new Verdict(Outcome.CREDENTIAL, true, false);
    private static final Verdict TOO_FAST = new Verdict(Outcome.COOL_DOWN, true, true);
    private static final Verdict FAILING = new Verdict(Outcome.FAILURE, true, true);
    private static final Verdict DEFECT = new Verdict(Outcome.FAILURE, true, false);

    static Verdict of(ModelException.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST -> CALLERS_ERROR;
            case CONTEXT_LENGTH, CONTENT_POLICY, NOT_FOUND -> NOT_FOR_THIS_MODEL;
            case AUTHENTICATION, QUOTA -> NOT_WITH_THIS_KEY;
            case RATE_LIMITED -> TOO_FAST;
            // Nobody here cancelled: a caller that gives up ends its call before this is asked.
            case OVERLOADED, UNAVAILABLE, TIMEOUT, TRUNCATED, CANCELLED -> FAILING;
            case PROTOCOL, INTERNAL -> DEFECT;
        };
    }

    /** Whether the answer is about the request, so that a replaced service would say the same. */
    static boolean isAboutTheRequest(ModelException.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST, CONTEXT_LENGTH, CONTENT_POLICY -> true;
            default -> false;
        };
    }

    /** Kinds that after the first piece mean no more than that the rest is missing. */
    static boolean meansTruncated(ModelException.Kind kind) {
        return switch (kind) {
            case UNAVAILABLE, OVERLOADED, TRUNCATED, CANCELLED -> true;
            default -> false;
        };
    }
}
