package io.demijohn.breaker;

/** Who decides what a breaker lets through. */
public enum BreakerMode {
    /** The breaker, from what becomes of calls. */
    AUTOMATIC,
    /** A person: nothing gets through, and its calls go to other candidates. */
    FORCED_OPEN,
    /** A person: everything gets through, whatever becomes of it. */
    DISABLED
}
