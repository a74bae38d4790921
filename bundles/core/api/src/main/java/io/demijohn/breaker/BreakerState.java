package io.demijohn.breaker;

/** What a breaker lets through. */
public enum BreakerState {
    /** Every call. */
    CLOSED,
    /** A few calls, to see whether they succeed. */
    HALF_OPEN,
    /** None, for a time. */
    OPEN,
    /** None, until a person resets it. */
    FORCED_OPEN,
    /** Every call, until a person resets it. */
    DISABLED
}
