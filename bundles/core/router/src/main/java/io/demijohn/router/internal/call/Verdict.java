package io.demijohn.router.internal.call;

import io.demijohn.model.ModelException;
import io.demijohn.resilience.Failure;
import io.demijohn.resilience.Outcome;
import org.jspecify.annotations.Nullable;

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

    /** Kinds of which nobody can say whether the provider or its plugin is to blame. */
    static boolean mayBeThePlugins(ModelException.Kind kind) {
        return switch (kind) {
            case TIMEOUT, PROTOCOL, INTERNAL -> true;
            default -> false;
        };
    }

    /** What the end of a call says about the plugin; null is an answer. */
    static Outcome aboutThePlugin(ModelException.@Nullable Kind kind) {
        if (kind == null) {
            return Outcome.SUCCESS;
        }
        return switch (kind) {
            case INTERNAL -> Outcome.FAILURE;
            case TIMEOUT, PROTOCOL, CANCELLED -> Outcome.NEUTRAL;
            default -> Outcome.SUCCESS;
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
