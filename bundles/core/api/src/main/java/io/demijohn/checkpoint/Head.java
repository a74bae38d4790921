package io.demijohn.checkpoint;

import java.util.Objects;

/**
 * What is known of a journal without reading it.
 *
 * @param key the journal
 * @param sequence the sequence of its last record
 * @param epoch the fencing token under which that record was written
 * @param body a small summary that the writer replaces with each append; at most 64 KiB
 */
@SuppressWarnings("ArrayRecordComponent")
public record Head(JournalKey key, long sequence, long epoch, byte[] body) {

    /** The largest head body that a store must take, in bytes. */
    public static final int MAX_BODY = 64 * 1024;

    /** Checks that nothing is missing. */
    public Head {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(body, "body");
    }
}
