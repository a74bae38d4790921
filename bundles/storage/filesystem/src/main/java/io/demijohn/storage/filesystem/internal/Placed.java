package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.JournalKey;
import org.jspecify.annotations.Nullable;

/**
 * What a durable frame does to the index.
 *
 * @param key the journal
 * @param delete whether it removes the journal
 * @param first sequence of its first record
 * @param records how many it has
 * @param epoch under which it was written
 * @param head the new head body; null keeps the one before
 * @param headLost the frame replaced the head body, but it cannot be read
 * @param place where the frame is
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
record Placed(
        JournalKey key,
        boolean delete,
        long first,
        int records,
        long epoch,
        byte @Nullable [] head,
        boolean headLost,
        long place) {}
