package io.demijohn.resilience;

/**
 * How a call can fail, and what follows from it: what its breaker learns, and who may be asked
 * next. One table for every dependency.
 */
public enum Failure {
    /** It broke: 5xx, 529. */
    SERVER_ERROR(Outcome.FAILURE, Next.RETRY),
    /** No connection, no name, no TLS. */
    CONNECT(Outcome.FAILURE, Next.RETRY),
    /** It took too long. */
    TIMEOUT(Outcome.FAILURE, Next.RETRY),
    /** Its answer broke off. */
    TRUNCATED(Outcome.FAILURE, Next.RETRY),
    /** It answers what nobody can use; the same question gets the same answer. */
    DEFECT(Outcome.FAILURE, Next.ELSEWHERE),
    /** 429: too fast for this credential. */
    RATE_LIMITED(Outcome.COOL_DOWN, Next.RETRY),
    /** 429, 402: this credential has nothing left. */
    QUOTA(Outcome.CREDENTIAL, Next.ELSEWHERE),
    /** 401, 403: not with this credential. */
    UNAUTHORIZED(Outcome.CREDENTIAL, Next.ELSEWHERE),
    /** It works, but cannot do this: the prompt is too long, the model is not there. */
    UNSUITABLE(Outcome.NEUTRAL, Next.ELSEWHERE),
    /** 400, 404, 422: the caller's error. */
    REJECTED(Outcome.NEUTRAL, Next.NONE),
    /** The caller gave up. */
    CANCELLED(Outcome.NEUTRAL, Next.NONE),
    /** A breaker or a bulkhead further in said no: whoever owns that one has decided already. */
    REFUSED_FURTHER_IN(Outcome.NEUTRAL, Next.NONE);

    /** Who may be asked next. */
    public enum Next {
        /** Somebody else at once; the same a little later, if asking twice does no harm. */
        RETRY,
        /** Somebody else at once; the same would say the same. */
        ELSEWHERE,
        /** Nobody. */
        NONE
    }

    private final Outcome outcome;
    private final Next next;

    Failure(Outcome outcome, Next next) {
        this.outcome = outcome;
        this.next = next;
    }

    /**
     * What the breaker learns.
     *
     * @return to {@linkplain Breaker#record record}
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Who may be asked next, before the first piece of an answer was passed on.
     *
     * @return the furthest step that makes sense
     */
    public Next next() {
        return next;
    }

    /**
     * Whether somebody else may know better.
     *
     * @return false when nobody is to be asked
     */
    public boolean failsOver() {
        return next != Next.NONE;
    }

    /**
     * Whether the same may do better a little later.
     *
     * @return true for what passes by itself
     */
    public boolean retries() {
        return next == Next.RETRY;
    }
}
