package io.demijohn.checkpoint;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** A store refused or failed. Only the {@linkplain #kind() kind} decides what the caller does. */
public final class CheckpointException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, and what follows from it. */
    public enum Kind {
        /** Another owner has taken over: stop at once and do not retry. */
        FENCED,
        /** The journal is not at the expected sequence: read it again. */
        CONFLICT,
        /** The store's queue is full: try again after {@link #retryAfter()}. */
        OVERLOADED,
        /** The store cannot be reached or its disk fails: nothing was acknowledged. */
        UNAVAILABLE,
        /** Stored bytes do not match their checksum: the message names the place. */
        CORRUPT,
        /** The request breaks a documented bound, such as a record that is too large. */
        INVALID
    }

    private final Kind kind;
    private final transient Optional<Duration> retryAfter;

    /**
     * A refusal or failure.
     *
     * @param kind what the caller should do
     * @param message one sentence that names the journal or the place
     */
    public CheckpointException(Kind kind, String message) {
        this(kind, message, null, Optional.empty());
    }

    /**
     * A failure with a cause.
     *
     * @param kind what the caller should do
     * @param message one sentence that names the journal or the place
     * @param cause what the disk or the network said; may be null
     * @param retryAfter how long to wait, for OVERLOADED
     */
    public CheckpointException(
            Kind kind,
            String message,
            @org.jspecify.annotations.Nullable Throwable cause,
            Optional<Duration> retryAfter) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.retryAfter = retryAfter;
    }

    /**
     * Decides what the caller does.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * How long to wait before the next try.
     *
     * @return present only for {@link Kind#OVERLOADED}
     */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
