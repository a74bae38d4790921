package io.demijohn.gateway.internal.responses;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** A disk in memory, which the process that has it can leave to the next one. */
final class KeptStore implements CheckpointStore {

    private record Journal(List<JournalRecord> records, byte[][] head) {}

    private final NavigableMap<JournalKey, Journal> journals;
    private final long epoch;
    private final ExecutorService disk =
            Executors.newSingleThreadExecutor(
                    task -> {
                        Thread thread = new Thread(task, "disk");
                        thread.setDaemon(true);
                        return thread;
                    });
    private volatile boolean dead;
    private volatile Predicate<Append> refused = append -> false;

    KeptStore() {
        this(new TreeMap<>(), 1);
    }

    private KeptStore(NavigableMap<JournalKey, Journal> journals, long epoch) {
        this.journals = journals;
        this.epoch = epoch;
    }

    /** The process dies: nothing more is written; the next one finds what was. */
    KeptStore crash() {
        synchronized (journals) {
            dead = true;
            return new KeptStore(journals, epoch + 1);
        }
    }

    /** What it does not take. */
    void refuse(Predicate<Append> which) {
        refused = which;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public CompletionStage<Long> append(Append append) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        disk.execute(() -> write(append, done));
        return done;
    }

    private void write(Append append, CompletableFuture<Long> done) {
        CheckpointException refusal;
        synchronized (journals) {
            if (dead) {
                return;
            }
            refusal = apply(append);
        }
        if (refusal == null) {
            done.complete(append.expectedSequence() + append.entries().size());
        } else {
            done.completeExceptionally(refusal);
        }
    }

    private @org.jspecify.annotations.Nullable CheckpointException apply(Append append) {
        if (refused.test(append)) {
            return new CheckpointException(CheckpointException.Kind.UNAVAILABLE, "full");
        }
        Journal journal =
                journals.getOrDefault(append.key(), new Journal(new ArrayList<>(), new byte[1][0]));
        if (journal.records().size() != append.expectedSequence()) {
            return new CheckpointException(CheckpointException.Kind.CONFLICT, "sequence");
        }
        if (append.delete()) {
            journals.remove(append.key());
            return null;
        }
        append.entries()
                .forEach(
                        entry ->
                                journal.records()
                                        .add(
                                                new JournalRecord(
                                                        journal.records().size() + 1L,
                                                        entry.type(),
                                                        Instant.EPOCH,
                                                        entry.body())));
        append.head().ifPresent(body -> journal.head()[0] = body);
        journals.put(append.key(), journal);
        return null;
    }

    @Override
    public List<JournalRecord> read(JournalKey key, long from, int limit) {
        synchronized (journals) {
            Journal journal = journals.get(key);
            return journal == null
                    ? List.of()
                    : journal.records().stream()
                            .filter(one -> one.sequence() >= from)
                            .limit(limit)
                            .toList();
        }
    }

    @Override
    public List<Head> heads(Optional<JournalKey> from, int limit) {
        synchronized (journals) {
            return from.map(key -> journals.tailMap(key, true)).orElse(journals).entrySet().stream()
                    .limit(limit)
                    .map(
                            one ->
                                    new Head(
                                            one.getKey(),
                                            one.getValue().records().size(),
                                            epoch,
                                            one.getValue().head()[0]))
                    .toList();
        }
    }
}
