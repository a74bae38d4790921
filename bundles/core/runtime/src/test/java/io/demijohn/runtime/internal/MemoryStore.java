package io.demijohn.runtime.internal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A disk in memory that can die, refuse, and be opened again by the next process. */
final class MemoryStore implements CheckpointStore {

    private static final class Journal {
        final List<JournalRecord> records = new ArrayList<>();
        final Map<Long, List<BlobId>> named = new HashMap<>();
        byte[] head = new byte[0];
        long floor = 1;

        boolean names(BlobId id) {
            return named.entrySet().stream()
                    .anyMatch(e -> e.getKey() >= floor && e.getValue().contains(id));
        }
    }

    private final NavigableMap<JournalKey, Journal> journals;
    private final Map<String, byte[]> blobs;
    private final long epoch;
    private final ExecutorService disk =
            Executors.newSingleThreadExecutor(
                    task -> {
                        Thread thread = new Thread(task, "disk");
                        thread.setDaemon(true);
                        return thread;
                    });
    private long appendsLeft = Long.MAX_VALUE;
    private boolean acknowledgeLast;
    private boolean dead;
    private volatile Function<Append, Optional<CheckpointException>> refusal =
            a -> Optional.empty();
    private volatile Function<Append, Optional<CheckpointException>> lateRefusal =
            a -> Optional.empty();
    private volatile Supplier<Optional<CheckpointException>> readRefusal = Optional::empty;
    private final AtomicLong asked = new AtomicLong();
    private volatile CompletableFuture<?> gate = CompletableFuture.completedFuture(null);
    private long bytes;

    MemoryStore() {
        this(new TreeMap<>(), new HashMap<>(), 1);
    }

    private MemoryStore(
            NavigableMap<JournalKey, Journal> journals, Map<String, byte[]> blobs, long epoch) {
        this.blobs = blobs;
        this.journals = journals;
        this.epoch = epoch;
    }

    /** What the next process finds: what was written when this one died. */
    synchronized MemoryStore reopen() {
        dead = true;
        disk.shutdownNow();
        return new MemoryStore(journals, blobs, epoch + 1);
    }

    /**
     * Dies after so many more groups; the last of them is written, and perhaps not acknowledged.
     */
    synchronized void dieAfter(long groups, boolean acknowledged) {
        appendsLeft = groups;
        acknowledgeLast = acknowledged;
    }

    void refuse(Function<Append, Optional<CheckpointException>> when) {
        refusal = when;
    }

    /** Writes the group, and then says what this gives, if anything. */
    void refuseLate(Function<Append, Optional<CheckpointException>> when) {
        lateRefusal = when;
    }

    /** Reads throw what this gives, if anything. */
    void refuseReads(Supplier<Optional<CheckpointException>> when) {
        readRefusal = when;
    }

    /** Holds every write back until the gate opens. */
    void gate(CompletableFuture<?> opening) {
        gate = opening;
    }

    /** How many groups were given to it, those included that a gate holds back. */
    long asked() {
        return asked.get();
    }

    synchronized boolean dead() {
        return dead;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized List<JournalRecord> all(JournalKey key) {
        Journal journal = journals.get(key);
        return journal == null ? List.of() : List.copyOf(journal.records);
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public CompletionStage<Long> append(Append append) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        asked.incrementAndGet();
        if (!disk.isShutdown()) {
            CompletableFuture<?> opening = gate;
            disk.execute(
                    () -> {
                        opening.join();
                        write(append, done);
                    });
        }
        return done;
    }

    private void write(Append append, CompletableFuture<Long> done) {
        long sequence;
        synchronized (this) {
            if (dead) {
                return;
            }
            Optional<CheckpointException> no = refusal.apply(append);
            if (no.isPresent()) {
                done.completeExceptionally(no.get());
                return;
            }
            try {
                sequence = apply(append);
            } catch (CheckpointException e) {
                done.completeExceptionally(e);
                return;
            }
            Optional<CheckpointException> late = lateRefusal.apply(append);
            if (late.isPresent()) {
                done.completeExceptionally(late.get());
                return;
            }
            appendsLeft--;
            dead = appendsLeft <= 0;
            if (dead && !acknowledgeLast) {
                return;
            }
        }
        done.complete(sequence);
    }

    private long apply(Append append) {
        Journal journal = journals.computeIfAbsent(append.key(), key -> new Journal());
        if (append.epoch() != epoch) {
            throw new CheckpointException(CheckpointException.Kind.FENCED, "epoch");
        }
        if (journal.records.size() != append.expectedSequence()) {
            throw new CheckpointException(
                    CheckpointException.Kind.CONFLICT,
                    append.key() + " is at " + journal.records.size());
        }
        if (append.delete()) {
            journals.remove(append.key());
            return 0;
        }
        String tenant = append.key().tenant();
        Set<BlobId> carried = append.blobs().stream().map(BlobId::of).collect(Collectors.toSet());
        for (Append.Entry entry : append.entries()) {
            for (BlobId id : entry.blobs()) {
                if (!carried.contains(id) && blob(tenant, id).isEmpty()) {
                    throw new CheckpointException(
                            CheckpointException.Kind.INVALID, "blob " + id + " is not there");
                }
            }
        }
        for (byte[] blob : append.blobs()) {
            boolean fresh = blobs.put(tenant + BlobId.of(blob).sha256(), blob) == null;
            bytes += fresh ? blob.length : 0;
        }
        for (Append.Entry entry : append.entries()) {
            bytes += entry.body().length;
            journal.named.put(journal.records.size() + 1L, entry.blobs());
            journal.records.add(
                    new JournalRecord(
                            journal.records.size() + 1,
                            entry.type(),
                            Instant.ofEpochMilli(System.currentTimeMillis()),
                            entry.body()));
        }
        append.head().ifPresent(head -> journal.head = head);
        journal.floor = Math.max(journal.floor, append.floor());
        return journal.records.size();
    }

    @Override
    public synchronized List<JournalRecord> read(JournalKey key, long fromSequence, int limit) {
        readRefusal
                .get()
                .ifPresent(
                        no -> {
                            throw no;
                        });
        Journal journal = journals.get(key);
        if (journal == null || fromSequence > journal.records.size()) {
            return List.of();
        }
        int from = (int) Math.max(fromSequence, journal.floor) - 1;
        return List.copyOf(
                journal.records.subList(from, Math.min(journal.records.size(), from + limit)));
    }

    @Override
    public synchronized Optional<byte[]> blob(String tenant, BlobId id) {
        boolean live =
                journals.entrySet().stream()
                        .filter(entry -> entry.getKey().tenant().equals(tenant))
                        .map(Map.Entry::getValue)
                        .anyMatch(journal -> journal.names(id));
        return live ? Optional.ofNullable(blobs.get(tenant + id.sha256())) : Optional.empty();
    }

    @Override
    public synchronized List<Head> heads(Optional<JournalKey> from, int limit) {
        NavigableMap<JournalKey, Journal> rest =
                from.map(key -> journals.tailMap(key, true)).orElse(journals);
        List<Head> heads = new ArrayList<>();
        rest.forEach(
                (key, journal) -> {
                    if (heads.size() < limit && !journal.records.isEmpty()) {
                        heads.add(
                                new Head(
                                        key,
                                        journal.records.size(),
                                        epoch,
                                        journal.head,
                                        journal.floor));
                    }
                });
        return heads;
    }
}
