package io.demijohn.agent;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request about agents, threads or runs was refused. The kind decides the status. */
public final class AgentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** A field is wrong; the message names the field and the fix. */
        INVALID,
        /** There is no such thing, for this tenant. */
        NOT_FOUND,
        /** It exists already. */
        EXISTS,
        /** The thread has a run that is not finished. */
        BUSY,
        /**
         * The tenant has used its share: try again after {@link #retryAfter()}. Nothing was
         * created.
         */
        QUOTA,
        /** Too much to do: try again after {@link #retryAfter()}. Nothing was created. */
        OVERLOADED,
        /** The checkpoint store does not take records. Nothing was created. */
        UNAVAILABLE
    }

    private final Kind kind;
    private final transient Optional<Duration> retryAfter;

    /**
     * A refusal.
     *
     * @param kind why
     * @param message one sentence that names the field or the id, and the fix
     */
    public AgentException(Kind kind, String message) {
        this(kind, message, null, Optional.empty());
    }

    /**
     * A refusal with its cause.
     *
     * @param kind why
     * @param message one sentence
     * @param cause what the store said
     * @param retryAfter how long to wait, for OVERLOADED and QUOTA
     */
    public AgentException(
            Kind kind, String message, @Nullable Throwable cause, Optional<Duration> retryAfter) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.retryAfter = Objects.requireNonNull(retryAfter, "retryAfter");
    }

    /**
     * Decides the status.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * How long to wait.
     *
     * @return present only for {@link Kind#OVERLOADED} and {@link Kind#QUOTA}
     */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
