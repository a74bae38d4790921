package io.demijohn.checkpoint;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A group of records to add to one journal, all or none.
 *
 * @param key the journal
 * @param expectedSequence the sequence of the journal's last record; 0 for a new journal
 * @param epoch the writer's fencing token, from {@link CheckpointStore#epoch()}
 * @param entries what to add; the first gets {@code expectedSequence + 1}
 * @param head replaces the journal's head body; empty keeps the present one
 * @param delete true removes the journal and all its records; then there are no entries
 * @param floor records before this sequence are not needed any more, and may be given up once this
 *     is durable; from 0 to the sequence of the last entry. 0, or less than the present floor,
 *     changes nothing
 * @param blobs bytes that entries name; each is stored unless the tenant has it already. Not
 *     copied, so do not change them
 */
public record Append(
        JournalKey key,
        long expectedSequence,
        long epoch,
        List<Entry> entries,
        Optional<byte[]> head,
        boolean delete,
        long floor,
        List<byte[]> blobs) {

    /**
     * A record without its place.
     *
     * @param type what it says
     * @param body CBOR or JSON bytes; not copied
     * @param blobs the blobs that live at least as long as this record: each is carried by the same
     *     append, or named by a live record of the tenant already
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Entry(RecordType type, byte[] body, List<BlobId> blobs) {
        /** Checks that nothing is missing. */
        public Entry {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(body, "body");
            blobs = List.copyOf(blobs);
        }

        /**
         * A record that names no blobs.
         *
         * @param type what it says
         * @param body CBOR or JSON bytes; not copied
         */
        public Entry(RecordType type, byte[] body) {
            this(type, body, List.of());
        }
    }

    /** Checks the combination. */
    public Append {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(head, "head");
        entries = List.copyOf(entries);
        blobs = List.copyOf(blobs);
        if (delete != entries.isEmpty()) {
            throw new IllegalArgumentException("either add at least one record or delete");
        }
        if (delete && !blobs.isEmpty()) {
            throw new IllegalArgumentException("a removal carries no blobs");
        }
        if (floor < 0 || floor > expectedSequence + entries.size()) {
            throw new IllegalArgumentException(
                    "floor must be from 0 to the last entry's sequence, %d; is %d"
                            .formatted(expectedSequence + entries.size(), floor));
        }
    }

    /**
     * A group that leaves the floor alone and carries no blobs.
     *
     * @param key the journal
     * @param expectedSequence the sequence of the journal's last record; 0 for a new journal
     * @param epoch the writer's fencing token
     * @param entries what to add
     * @param head replaces the journal's head body; empty keeps the present one
     * @param delete true removes the journal and all its records
     */
    public Append(
            JournalKey key,
            long expectedSequence,
            long epoch,
            List<Entry> entries,
            Optional<byte[]> head,
            boolean delete) {
        this(key, expectedSequence, epoch, entries, head, delete, 0, List.of());
    }

    /**
     * Adds records.
     *
     * @param key the journal
     * @param expectedSequence the sequence of its last record; 0 for a new journal
     * @param epoch the writer's fencing token
     * @param entries at least one
     * @param head the new head body
     * @return the group
     */
    public static Append of(
            JournalKey key, long expectedSequence, long epoch, List<Entry> entries, byte[] head) {
        return new Append(key, expectedSequence, epoch, entries, Optional.of(head), false);
    }

    /**
     * Removes a journal.
     *
     * @param key the journal
     * @param expectedSequence the sequence of its last record
     * @param epoch the writer's fencing token
     * @return the removal
     */
    public static Append deletion(JournalKey key, long expectedSequence, long epoch) {
        return new Append(key, expectedSequence, epoch, List.of(), Optional.empty(), true);
    }

    /**
     * The same group, which also raises the journal's floor.
     *
     * @param sequence the first record that is still needed
     * @return the group
     */
    public Append withFloor(long sequence) {
        return new Append(key, expectedSequence, epoch, entries, head, delete, sequence, blobs);
    }

    /**
     * The same group, which also carries blobs.
     *
     * @param carried each blob's bytes
     * @return the group
     */
    public Append withBlobs(List<byte[]> carried) {
        return new Append(key, expectedSequence, epoch, entries, head, delete, floor, carried);
    }
}
