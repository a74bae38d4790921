package io.demijohn.model;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model refused or failed. Only the {@linkplain #kind() kind} decides retry, failover and the
 * status that the caller sees.
 */
public final class ModelException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** The request is wrong: 400, 422. The caller's error; never retried. */
        INVALID_REQUEST,
        /** The conversation is longer than the model can read. */
        CONTEXT_LENGTH,
        /** The provider refuses the content. */
        CONTENT_POLICY,
        /** The credential is missing or wrong: 401, 403. */
        AUTHENTICATION,
        /** No model of that name: 404. */
        NOT_FOUND,
        /** Too many requests now: 429. */
        RATE_LIMITED,
        /** The account has run out: 429 with a quota code, 402. */
        QUOTA,
        /** The provider has too much to do: 503, 529. */
        OVERLOADED,
        /** The provider cannot be reached or fails: connection refused, other 5xx. */
        UNAVAILABLE,
        /** No answer, or no next piece of it, in time. */
        TIMEOUT,
        /** The answer broke off before its end. */
        TRUNCATED,
        /** The answer cannot be understood. */
        PROTOCOL,
        /** The caller gave up. */
        CANCELLED,
        /** A defect in the provider's bundle. */
        INTERNAL
    }

    private final Kind kind;
    private final transient Optional<Duration> retryAfter;

    /**
     * A failure.
     *
     * @param kind what went wrong
     * @param message one sentence for the caller, without secrets
     */
    public ModelException(Kind kind, String message) {
        this(kind, message, null, Optional.empty());
    }

    /**
     * A failure with its cause.
     *
     * @param kind what went wrong
     * @param message one sentence for the caller, without secrets
     * @param cause what the network or the parser said
     * @param retryAfter how long the provider asks to wait
     */
    public ModelException(
            Kind kind, String message, @Nullable Throwable cause, Optional<Duration> retryAfter) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.retryAfter = Objects.requireNonNull(retryAfter, "retryAfter");
    }

    /**
     * Decides what follows.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * How long the provider asks to wait.
     *
     * @return empty when it did not say
     */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
