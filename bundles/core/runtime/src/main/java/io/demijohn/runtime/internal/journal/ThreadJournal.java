package io.demijohn.runtime.internal.journal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.runtime.internal.exec.Mailbox;
import io.demijohn.runtime.internal.exec.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The writer of one thread's journal. Facts that come while a group is being written go together
 * into the next one, or into a few when they are large, because stores bound groups. All methods
 * are called in the thread's mailbox.
 */
public final class ThreadJournal {

    private static final int TRIES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

    /** A group that has more gets no more facts. */
    private static final long ENOUGH_BYTES = 16L << 20;

    /** What the writer tells its thread. */
    public interface Owner {
        /**
         * The head to write with the next group.
         *
         * @return its body
         */
        byte[] head();

        /**
         * What the open runs still need.
         *
         * @return the sequence of the oldest one's first record; very large when none is open
         */
        long needed();

        /**
         * Nothing of what is not durable will ever be.
         *
         * @param error why
         */
        void broken(CheckpointException error);
    }

    private static final class Group {
        private final List<Append.Entry> entries = new ArrayList<>();
        private final Map<BlobId, byte[]> blobs = new LinkedHashMap<>();
        private final List<Runnable> durable = new ArrayList<>();
        private boolean patient;
        private long bytes;
        private byte[] head = {};
        private long floor;
    }

    private final CheckpointStore store;
    private final JournalKey key;
    private final Mailbox mailbox;
    private final Timers timers;
    private final Owner owner;
    private final Duration history;
    private final Set<BlobId> stored = new HashSet<>();
    private long written;
    private long assigned;
    private Stats stats;
    private final Queue<Group> closed = new ArrayDeque<>();
    private Group waiting = new Group();
    private boolean writing;

    /**
     * A writer.
     *
     * @param store where to write
     * @param key the journal
     * @param mailbox the thread's
     * @param timers for pauses between tries
     * @param owner the thread
     * @param found how far the journal is
     * @param history how long what snapshots stand for is kept
     */
    public ThreadJournal(
            CheckpointStore store,
            JournalKey key,
            Mailbox mailbox,
            Timers timers,
            Owner owner,
            Optional<ThreadReader.Found> found,
            Duration history) {
        this.store = store;
        this.key = key;
        this.mailbox = mailbox;
        this.timers = timers;
        this.owner = owner;
        this.history = history;
        this.written = found.map(ThreadReader.Found::sequence).orElse(0L);
        this.assigned = written;
        this.stats = found.map(ThreadReader.Found::stats).orElse(Stats.NONE);
        found.ifPresent(thread -> stored.addAll(thread.blobs()));
    }

    /**
     * The place that the next fact will get.
     *
     * @return its sequence
     */
    public long next() {
        return assigned + 1;
    }

    /**
     * Where the last snapshot is.
     *
     * @return also when it is not durable yet
     */
    public Stats stats() {
        return stats;
    }

    /**
     * Adds a fact.
     *
     * @param fact what happened
     * @param patient whether to try again when the store has too much to do
     */
    public void add(Fact fact, boolean patient) {
        boolean snapshot = fact instanceof Fact.Snapshot;
        FactJson.Packed packed =
                FactJson.write(
                        fact instanceof Fact.Snapshot whole ? whole.after(stats.snapshot()) : fact);
        packed.blobs().forEach(this::carry);
        if (snapshot) {
            stored.retainAll(packed.blobs().keySet()); // the rest may be given up
        }
        waiting.entries.add(packed.entry());
        waiting.patient |= patient;
        assigned++;
        int size = packed.entry().body().length;
        waiting.bytes += size;
        stats =
                snapshot
                        ? stats.snapshot(assigned, size, fact.time(), history, owner.needed())
                        : stats.plus(size);
    }

    private void carry(BlobId id, byte[] bytes) {
        if (stored.add(id)) {
            waiting.blobs.put(id, bytes);
            waiting.bytes += bytes.length;
        }
    }

    /** Gives up what the last fact, a snapshot, stands for, once that is durable. */
    public void forgetBefore() {
        stats = stats.floor(assigned);
    }

    /**
     * Calls back when all that was added so far is durable.
     *
     * @param action never called when the writer breaks
     */
    public void whenDurable(Runnable action) {
        waiting.durable.add(action);
    }

    /**
     * Writes what waits, unless a group is under way. Called when the thread's state is that of all
     * facts that were added: that is what a group's head says.
     */
    public void flush() {
        if (writing) {
            if (waiting.bytes > ENOUGH_BYTES) {
                close();
            }
            return;
        }
        while (closed.isEmpty() && waiting.entries.isEmpty() && !waiting.durable.isEmpty()) {
            List<Runnable> due = List.copyOf(waiting.durable);
            waiting.durable.clear();
            due.forEach(Runnable::run);
        }
        if (closed.isEmpty() && !waiting.entries.isEmpty()) {
            close();
        }
        Group group = closed.poll();
        if (group != null) {
            Append append =
                    Append.of(key, written, store.epoch(), group.entries, group.head)
                            .withFloor(group.floor)
                            .withBlobs(List.copyOf(group.blobs.values()));
            writing = true;
            write(() -> append, group, 1);
        }
    }

    /** The next facts go into another group. */
    private void close() {
        waiting.head = owner.head();
        waiting.floor = stats.floor();
        closed.add(waiting);
        waiting = new Group();
    }

    /**
     * Removes the journal; nothing may wait or be under way.
     *
     * @param done called when that is durable
     */
    public void delete(Runnable done) {
        Group group = new Group();
        group.durable.add(done);
        writing = true;
        write(() -> Append.deletion(key, written, store.epoch()), group, 1);
    }

    private void write(Supplier<Append> append, Group group, int attempt) {
        store.append(append.get())
                .whenComplete(
                        (sequence, error) ->
                                mailbox.execute(() -> wrote(append, group, attempt, error)));
    }

    private void wrote(
            Supplier<Append> append, Group group, int attempt, @Nullable Throwable error) {
        if (error == null) {
            written += group.entries.size();
            writing = false;
            group.durable.forEach(Runnable::run);
            flush();
            return;
        }
        CheckpointException reason = reason(error);
        if (group.patient && attempt < TRIES && passes(reason)) {
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 2));
            Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            timers.after(bounded, () -> mailbox.execute(() -> write(append, group, attempt + 1)));
            return;
        }
        writing = false;
        closed.clear();
        waiting = new Group();
        assigned = written;
        owner.broken(reason);
    }

    private static boolean passes(CheckpointException reason) {
        return reason.kind() == CheckpointException.Kind.OVERLOADED
                || reason.kind() == CheckpointException.Kind.UNAVAILABLE;
    }

    private static CheckpointException reason(Throwable error) {
        Throwable cause =
                error instanceof CompletionException && error.getCause() != null
                        ? error.getCause()
                        : error;
        return cause instanceof CheckpointException known
                ? known
                : new CheckpointException(
                        CheckpointException.Kind.UNAVAILABLE,
                        "the checkpoint store broke: " + cause,
                        cause,
                        Optional.empty());
    }
}
