package io.demijohn.checkpoint;

import java.util.Objects;

/**
 * What is known of a journal without reading it.
 *
 * @param key the journal
 * @param sequence the sequence of its last record
 * @param epoch the fencing token under which that record was written
 * @param body a small summary that the writer replaces with each append; at most 64 KiB
 * @param floor the first sequence that can be read; 1 when no record was given up
 */
@SuppressWarnings("ArrayRecordComponent")
public record Head(JournalKey key, long sequence, long epoch, byte[] body, long floor) {

    /** The largest head body that a store must take, in bytes. */
    public static final int MAX_BODY = 64 * 1024;

    /** Checks that nothing is missing. */
    public Head {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(body, "body");
        if (floor < 1) {
            throw new IllegalArgumentException("floor must be 1 or more, is " + floor);
        }
    }

    /**
     * The head of a journal that has all its records.
     *
     * @param key the journal
     * @param sequence the sequence of its last record
     * @param epoch the fencing token under which that record was written
     * @param body the summary
     */
    public Head(JournalKey key, long sequence, long epoch, byte[] body) {
        this(key, sequence, epoch, body, 1);
    }
}
