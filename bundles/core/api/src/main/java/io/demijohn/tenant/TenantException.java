package io.demijohn.tenant;

import java.util.Objects;

/** A change of keys, limits or budgets was refused or failed. */
public final class TenantException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong; decides the status that a caller sees. */
    public enum Kind {
        /** A field is wrong; the message names it and the fix. */
        INVALID,
        /** It is not there, or belongs to another tenant. */
        NOT_FOUND,
        /** There is one of that name already. */
        EXISTS,
        /** It cannot be kept now, for example because the disk is full. */
        UNAVAILABLE
    }

    private final Kind kind;

    /**
     * A refusal.
     *
     * @param kind what went wrong
     * @param message one sentence for the caller, without secrets
     */
    public TenantException(Kind kind, String message) {
        this(kind, message, null);
    }

    /**
     * A refusal with its cause.
     *
     * @param kind what went wrong
     * @param message one sentence for the caller, without secrets
     * @param cause what the disk said
     */
    public TenantException(
            Kind kind, String message, @org.jspecify.annotations.Nullable Throwable cause) {
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
