package io.demijohn.router.internal.call;

import io.demijohn.model.ModelException;
import io.demijohn.resilience.Failure;

/** Which row of the table of failures a provider's error is in. */
final class Verdict {

    private Verdict() {}

    static Failure of(ModelException.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST -> Failure.REJECTED;
            case CONTEXT_LENGTH, CONTENT_POLICY, NOT_FOUND -> Failure.UNSUITABLE;
            case AUTHENTICATION -> Failure.UNAUTHORIZED;
            case QUOTA -> Failure.QUOTA;
            case RATE_LIMITED -> Failure.RATE_LIMITED;
            case OVERLOADED -> Failure.SERVER_ERROR;
            // Nobody here cancelled: a caller that gives up ends its call before this is asked.
            case UNAVAILABLE, CANCELLED -> Failure.CONNECT;
            case TIMEOUT -> Failure.TIMEOUT;
            case TRUNCATED -> Failure.TRUNCATED;
            case PROTOCOL, INTERNAL -> Failure.DEFECT;
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
