package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One append of a {@link Ledger}.
 *
 * @param number tells operations apart
 * @param key where
 * @param texts what it adds; none removes the journal
 * @param replacesHead whether it has a new head body
 * @param keeps so many records are left above the floor; 0 leaves the floor where it is
 * @param blob what its first record names and the append carries; empty when nothing
 */
record Operation(
        int number,
        JournalKey key,
        List<String> texts,
        boolean replacesHead,
        int keeps,
        String blob) {

    static Operation removal(int number, JournalKey key) {
        return new Operation(number, key, List.of(), false, 0, "");
    }

    boolean isRemoval() {
        return texts.isEmpty();
    }

    String head() {
        return "head of " + texts.get(texts.size() - 1);
    }

    /** The floor that it asks for, from a sequence. */
    int floor(int sequence) {
        return keeps == 0 ? 0 : Math.max(1, sequence + texts.size() - keeps + 1);
    }

    Append append(CheckpointStore store, int sequence) {
        if (isRemoval()) {
            return Append.deletion(key, sequence, store.epoch());
        }
        List<Append.Entry> entries = new ArrayList<>();
        for (String text : texts) {
            boolean names = entries.isEmpty() && !blob.isEmpty();
            List<BlobId> blobs = names ? List.of(BlobId.of(bytes(blob))) : List.of();
            entries.add(new Append.Entry(RecordType.ADMIT, bytes(text), blobs));
        }
        Optional<byte[]> head = replacesHead ? Optional.of(bytes(head())) : Optional.empty();
        Append append =
                new Append(key, sequence, store.epoch(), entries, head, false)
                        .withFloor(floor(sequence));
        return blob.isEmpty() ? append : append.withBlobs(List.of(bytes(blob)));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
