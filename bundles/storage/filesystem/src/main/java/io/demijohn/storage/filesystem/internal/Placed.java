package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.JournalKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a durable frame does to the index.
 *
 * @param key the journal
 * @param delete whether it removes the journal
 * @param first sequence of its first record
 * @param records how many it has
 * @param epoch under which it was written
 * @param floor records below this are given up; 0 when the frame does not say
 * @param head the new head body; null keeps the one before
 * @param headLost the frame replaced the head body, but it cannot be read
 * @param blobs what its records name
 * @param place where the frame is, or {@link Place#LOST}
 * @param size its length without the head body
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
record Placed(
        JournalKey key,
        boolean delete,
        long first,
        int records,
        long epoch,
        int floor,
        byte @Nullable [] head,
        boolean headLost,
        List<BlobRef> blobs,
        long place,
        int size) {

    long last() {
        return first + records - 1;
    }
}
