package io.demijohn.resilience;

/** How a call ended, as its breaker sees it. A stream has one outcome, at its end. */
public enum Outcome {
    /** It worked. */
    SUCCESS,
    /** The dependency failed: 5xx, refused connection, timeout, truncated stream. */
    FAILURE,
    /** Says nothing about the dependency: the caller's error, or the caller gave up. */
    NEUTRAL,
    /** It works, but wants a pause: 429. */
    COOL_DOWN,
    /** It works, but not with this credential: 401, 403, quota exhausted. */
    CREDENTIAL
}
