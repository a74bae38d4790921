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
 */
public record Append(
        JournalKey key,
        long expectedSequence,
        long epoch,
        List<Entry> entries,
        Optional<byte[]> head,
        boolean delete) {

    /**
     * A record without its place.
     *
     * @param type what it says
     * @param body CBOR or JSON bytes; not copied
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Entry(RecordType type, byte[] body) {
        /** Checks that nothing is missing. */
        public Entry {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(body, "body");
        }
    }

    /** Checks the combination. */
    public Append {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(head, "head");
        entries = List.copyOf(entries);
        if (delete != entries.isEmpty()) {
            throw new IllegalArgumentException("either add at least one record or delete");
        }
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
}
