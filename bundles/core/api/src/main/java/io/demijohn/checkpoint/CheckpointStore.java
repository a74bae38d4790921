package io.demijohn.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps journals. What {@link #append} has acknowledged survives the death of the process and of
 * the machine; what it has refused is not there. All methods may be called from any thread, and
 * throw or complete with nothing but {@link CheckpointException}.
 */
@ConsumerType
public interface CheckpointStore {

    /**
     * This process's fencing token. Grows with every opening of the store, and stays the same while
     * it is open.
     *
     * @return 1 or more
     */
    long epoch();

    /**
     * Adds a group of records, or removes a journal, atomically: compare-and-set on the journal's
     * sequence and on the owner's epoch. Groups of one journal are applied in the order of the
     * calls, and a call sees what earlier ones have queued: several groups of a journal may be
     * under way at once, and when one fails so do those behind it. Must not block on the disk: it
     * queues, and completes when the group is durable. What hangs on the returned stage runs on the
     * store's thread, so it must be quick; after UNAVAILABLE, only reading the head again tells
     * whether the group is there.
     *
     * @param append what to add where
     * @return completes with the sequence of the last record added (0 after a removal), or with a
     *     {@link CheckpointException}: CONFLICT when the sequence does not match, FENCED when the
     *     epoch is not the owner's, OVERLOADED when the queue is full, INVALID when a bound is
     *     broken or an entry names a blob that is neither carried nor there, UNAVAILABLE otherwise
     */
    CompletionStage<Long> append(Append append);

    /**
     * Reads records in order. May block on the disk. Records below the journal's floor are not
     * given, whether they are still stored or not: reading from below it begins at the floor.
     *
     * @param key the journal
     * @param fromSequence the first sequence wanted, 1 or more
     * @param limit at most this many records, 1 to 10,000
     * @return the records from there; empty at the end or when there is no such journal
     * @throws CheckpointException CORRUPT when a record's checksum fails
     */
    List<JournalRecord> read(JournalKey key, long fromSequence, int limit);

    /**
     * Lists journals in the order of their keys. Does not block for long: heads are kept at hand.
     *
     * @param from the first key wanted, itself included; empty starts at the beginning
     * @param limit at most this many, 1 to 10,000
     * @return the heads from there
     */
    List<Head> heads(Optional<JournalKey> from, int limit);

    /**
     * Reads a blob: the bytes that an append carried. It is there for as long as a record of the
     * tenant that was not given up names it. May block on the disk.
     *
     * @param tenant whose blob it is
     * @param id its name
     * @return its bytes; empty when no live record of the tenant names it
     * @throws CheckpointException CORRUPT when the stored bytes do not match their checksum;
     *     INVALID when this store keeps no blobs, and then it also refuses appends that carry or
     *     name some
     */
    default Optional<byte[]> blob(String tenant, BlobId id) {
        throw new CheckpointException(
                CheckpointException.Kind.INVALID,
                "This store keeps no blobs: put the bytes into the record's body.");
    }

    /**
     * The head of one journal.
     *
     * @param key the journal
     * @return its head, or empty when there is no such journal
     */
    default Optional<Head> head(JournalKey key) {
        return heads(Optional.of(key), 1).stream().filter(h -> h.key().equals(key)).findFirst();
    }
}
