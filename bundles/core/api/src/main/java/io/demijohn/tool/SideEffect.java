package io.demijohn.tool;

/**
 * What calling a tool twice would do. Decides what happens after a crash in mid-call, and after a
 * call that ended with TIMEOUT or OUTCOME_UNKNOWN.
 */
public enum SideEffect {
    /** It only looks. Calling again is harmless. */
    NONE,
    /** It acts, but knows its idempotency key: calling again with the same key acts once. */
    IDEMPOTENT,
    /** It acts each time. A call that may have happened is never repeated by the platform. */
    EFFECTFUL
}
