package io.demijohn.runtime.internal.journal;

import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Reads threads from the store. May block on the disk. */
public final class ThreadReader {

    /** The kind of a thread's journal. */
    public static final String KIND = "thread";

    private static final int PAGE = 500;

    private final CheckpointStore store;

    /**
     * Reads one store.
     *
     * @param store where the journals are
     */
    public ThreadReader(CheckpointStore store) {
        this.store = store;
    }

    /**
     * A thread as it was found.
     *
     * @param state what follows from its journal
     * @param sequence of the last record
     * @param stats where the last snapshot is
     * @param blobs what the records named that it follows from
     */
    public record Found(ThreadState state, long sequence, Stats stats, Set<BlobId> blobs) {}

    /** Sees each fact with the state before and after it. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Looks at a fact.
         *
         * @param sequence of its record
         * @param before the state before it
         * @param fact what happened
         * @param after the state after it
         * @return false to stop reading
         */
        boolean visit(long sequence, ThreadState before, Fact fact, ThreadState after);
    }

    /**
     * The present state.
     *
     * @param key the thread's journal
     * @return empty when there is no such thread
     */
    public Optional<Found> load(JournalKey key) {
        Optional<Head> head = store.head(key);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        Stats stats = ThreadHead.read(head.get().body()).stats();
        Set<BlobId> blobs = new HashSet<>();
        ThreadState state =
                walk(
                        key,
                        Math.max(1, stats.snapshot()),
                        head.get().sequence(),
                        (s, b, f, a) -> true,
                        (id, bytes) -> blobs.add(id));
        return Optional.of(new Found(state, head.get().sequence(), stats, blobs));
    }

    /**
     * Where to begin reading, to know the state before a record.
     *
     * @param key the thread's journal
     * @param sequence the record
     * @return the last snapshot before it, or the journal's floor
     */
    public long start(JournalKey key, long sequence) {
        Optional<Head> head = store.head(key);
        long floor = head.map(Head::floor).orElse(1L);
        long snapshot = head.map(h -> ThreadHead.read(h.body()).stats().snapshot()).orElse(0L);
        while (snapshot >= sequence && snapshot > floor) {
            snapshot = previous(key, snapshot);
        }
        return Math.max(floor, snapshot);
    }

    private long previous(JournalKey key, long snapshot) {
        return store.read(key, snapshot, 1).stream()
                .map(record -> fact(key, record))
                .filter(Fact.Snapshot.class::isInstance)
                .mapToLong(fact -> ((Fact.Snapshot) fact).previous())
                .findFirst()
                .orElse(0);
    }

    /**
     * The state after a record.
     *
     * @param key the thread's journal
     * @param sequence the record
     * @return what followed from it and those before it
     */
    public ThreadState at(JournalKey key, long sequence) {
        return walk(key, start(key, sequence), sequence, (s, b, f, a) -> true);
    }

    /**
     * Reads records in order.
     *
     * @param key the thread's journal
     * @param from the first one: 1, a snapshot's or the floor
     * @param to the last one
     * @param visitor sees each
     * @return the state after the last record that was read
     */
    public ThreadState walk(JournalKey key, long from, long to, Visitor visitor) {
        return walk(key, from, to, visitor, (id, bytes) -> {});
    }

    private ThreadState walk(
            JournalKey key, long from, long to, Visitor visitor, BiConsumer<BlobId, byte[]> blobs) {
        ThreadState state = ThreadState.blank(key.id());
        long next = from;
        while (next <= to) {
            List<JournalRecord> page = store.read(key, next, (int) Math.min(PAGE, to - next + 1));
            if (page.isEmpty()) {
                return state;
            }
            for (JournalRecord record : page) {
                Fact fact = fact(key, record, blobs);
                ThreadState after = Fold.apply(state, record.sequence(), fact);
                if (!visitor.visit(record.sequence(), state, fact, after)) {
                    return after;
                }
                state = after;
            }
            next = page.get(page.size() - 1).sequence() + 1;
        }
        return state;
    }

    /**
     * Records as they are stored.
     *
     * @param key the thread's journal
     * @param from the first sequence
     * @param limit at most this many
     * @return in order
     */
    public List<JournalRecord> records(JournalKey key, long from, int limit) {
        return store.read(key, from, limit);
    }

    /**
     * What a record says.
     *
     * @param key the thread's journal
     * @param record of it
     * @return the fact
     */
    public Fact fact(JournalKey key, JournalRecord record) {
        return fact(key, record, (id, bytes) -> {});
    }

    /**
     * What a record says.
     *
     * @param key the thread's journal
     * @param record of it
     * @param blobs sees each long text that it names
     * @return the fact
     */
    public Fact fact(JournalKey key, JournalRecord record, BiConsumer<BlobId, byte[]> blobs) {
        return FactReader.read(
                record,
                id -> {
                    byte[] bytes = store.blob(key.tenant(), id).orElseThrow(() -> lost(id));
                    blobs.accept(id, bytes);
                    return bytes;
                });
    }

    private static CheckpointException lost(BlobId blob) {
        return new CheckpointException(
                CheckpointException.Kind.CORRUPT,
                "blob " + blob.sha256() + " is not there, and a record needs it");
    }

    /**
     * Where the journal begins: at 1, or at the snapshot that stands for what was given up.
     *
     * @param key the thread's journal
     * @return the first sequence that can be read
     */
    public long floor(JournalKey key) {
        return store.head(key).map(Head::floor).orElse(1L);
    }

    /**
     * A thread's head.
     *
     * @param key the thread's journal
     * @return empty when there is no such thread
     */
    public Optional<ThreadHead> head(JournalKey key) {
        return store.head(key).map(head -> ThreadHead.read(head.body()));
    }
}
