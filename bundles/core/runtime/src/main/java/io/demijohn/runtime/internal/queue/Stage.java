package io.demijohn.runtime.internal.queue;

/** Where an open run stands. */
enum Stage {
    /** Being accepted. */
    ADMITTING,
    /** Behind an earlier run of its thread, or for its time, or for its store or bundle. */
    HELD,
    /** For its turn. */
    QUEUED,
    /** At work: it has a slot. */
    ACTIVE,
    /** Not any more. */
    GONE
}
