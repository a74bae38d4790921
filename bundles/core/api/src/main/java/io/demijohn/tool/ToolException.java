package io.demijohn.tool;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tool could not be called or broke. A plain failure is a {@link ToolResult#failure} instead. */
public final class ToolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** No tool of that name. */
        NOT_FOUND,
        /** The arguments do not fit the schema; the message names the field. */
        INVALID_ARGUMENTS,
        /**
         * The tool, or what it calls, cannot be reached, refuses work, or is being stopped: the
         * call has surely not happened and will not. When the tool has been replaced meanwhile the
         * platform makes the call again, whatever its side effect.
         */
        UNAVAILABLE,
        /** No answer within the time limit; as OUTCOME_UNKNOWN. */
        TIMEOUT,
        /**
         * The call was handed over and its answer was lost, so it may have happened. For an
         * EFFECTFUL tool the probe is asked, then a person; an IDEMPOTENT one is called once more
         * with the same key.
         */
        OUTCOME_UNKNOWN,
        /** The caller gave up. */
        CANCELLED,
        /** The tool may not do this, for example reach a private address. */
        FORBIDDEN,
        /** A defect in the tool's bundle. */
        INTERNAL
    }

    private final Kind kind;

    /**
     * A failure.
     *
     * @param kind what went wrong
     * @param message one sentence for the model and the caller, without secrets
     */
    public ToolException(Kind kind, String message) {
        this(kind, message, null);
    }

    /**
     * A failure with its cause.
     *
     * @param kind what went wrong
     * @param message one sentence for the model and the caller, without secrets
     * @param cause what the network or the parser said
     */
    public ToolException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /**
     * Decides what follows.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }
}
