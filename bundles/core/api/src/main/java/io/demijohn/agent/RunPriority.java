package io.demijohn.agent;

/** Who goes first when runs have to wait, and who is refused last when too many do. */
public enum RunPriority {
    /** Work that may wait: batches, evaluations. */
    LOW,
    /** All that says nothing else. */
    NORMAL,
    /** Somebody waits for the answer. */
    HIGH
}
