package io.demijohn.itests.samples;

import io.demijohn.checkpoint.*;
import io.demijohn.checkpoint.CheckpointException.Kind;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;

/** Keeps journals in a map: put your database where the map is. */
final class MapStore implements CheckpointStore, AutoCloseable {

    /** What outlives the store; all changes of one append are one transaction on it. */
    static final class Database {
        long epoch;
        final NavigableMap<JournalKey, Journal> journals = new TreeMap<>();
        final Map<String, Map<BlobId, byte[]>> blobs = new HashMap<>(); // by tenant
    }

    private record Stored(JournalRecord record, List<BlobId> blobs) {}

    private record Journal(Head head, List<Stored> records) {}

    private static final int MAX_LIST = 10_000;

    private final Database database;
    private final long epoch;
    private final Semaphore room = new Semaphore(10_000);
    private final ExecutorService writer = Executors.newSingleThreadExecutor();

    MapStore(Database database) {
        this.database = database;
        synchronized (database) {
            epoch = ++database.epoch; // from now on every earlier owner is fenced
        }
    }

    @Override
    public long epoch() {
        return epoch;
    }

    /** Queues and returns; one writer keeps the order of the calls, and answers without a lock. */
    @Override
    public CompletionStage<Long> append(Append append) {
        if (!room.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new CheckpointException(
                            Kind.OVERLOADED,
                            "the queue is full",
                            null,
                            Optional.of(Duration.ofMillis(20))));
        }
        try {
            return CompletableFuture.supplyAsync(() -> write(append), writer)
                    .whenComplete((sequence, failure) -> room.release());
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(closed());
        }
    }

    private long write(Append append) {
        synchronized (database) { // begin
            Journal journal = database.journals.get(append.key());
            check(append, journal == null ? 0 : journal.head().sequence());
            if (append.delete()) {
                database.journals.remove(append.key());
                return 0;
            }
            Map<BlobId, byte[]> blobs =
                    database.blobs.computeIfAbsent(append.key().tenant(), t -> new HashMap<>());
            append.blobs().forEach(bytes -> blobs.put(BlobId.of(bytes), bytes));
            Journal after = after(append, journal);
            database.journals.put(append.key(), after);
            return after.head().sequence();
        } // commit, and only then answer
    }

    private void check(Append append, long sequence) {
        String journal = "journal " + append.key();
        if (append.epoch() != epoch || database.epoch != epoch) {
            throw new CheckpointException(Kind.FENCED, journal + " has another owner");
        }
        if (append.expectedSequence() != sequence) {
            throw new CheckpointException(Kind.CONFLICT, journal + " is at " + sequence);
        }
        if (append.head().map(head -> head.length).orElse(0) > Head.MAX_BODY) {
            throw new CheckpointException(Kind.INVALID, "the head of " + journal + " is too large");
        }
        Set<BlobId> carried = append.blobs().stream().map(BlobId::of).collect(Collectors.toSet());
        Set<BlobId> named =
                append.entries().stream()
                        .flatMap(entry -> entry.blobs().stream())
                        .collect(Collectors.toSet());
        if (!named.containsAll(carried)) {
            throw new CheckpointException(Kind.INVALID, "no entry names a blob that is carried");
        }
        for (BlobId id : named) {
            if (!carried.contains(id) && !isLive(append.key().tenant(), id)) {
                throw new CheckpointException(Kind.INVALID, id + " is neither carried nor there");
            }
        }
    }

    private Journal after(Append append, Journal before) {
        List<Stored> records = new ArrayList<>(before == null ? List.of() : before.records());
        long sequence = append.expectedSequence();
        for (Append.Entry entry : append.entries()) {
            records.add(
                    new Stored(
                            new JournalRecord(
                                    ++sequence, entry.type(), Instant.now(), entry.body()),
                            entry.blobs()));
        }
        long floor = Math.max(append.floor(), before == null ? 1 : before.head().floor());
        records.removeIf(stored -> stored.record().sequence() < floor);
        byte[] head = append.head().orElse(before == null ? new byte[0] : before.head().body());
        return new Journal(new Head(append.key(), sequence, epoch, head, floor), records);
    }

    @Override
    public List<JournalRecord> read(JournalKey key, long fromSequence, int limit) {
        checkList(fromSequence, limit);
        synchronized (database) {
            Journal journal = database.journals.get(key);
            return (journal == null ? List.<Stored>of() : journal.records())
                    .stream()
                            .map(Stored::record)
                            .filter(record -> record.sequence() >= fromSequence)
                            .limit(limit)
                            .map(
                                    r ->
                                            new JournalRecord(
                                                    r.sequence(),
                                                    r.type(),
                                                    r.time(),
                                                    r.body().clone()))
                            .toList();
        }
    }

    @Override
    public List<Head> heads(Optional<JournalKey> from, int limit) {
        checkList(1, limit);
        synchronized (database) {
            return from
                    .map(key -> database.journals.tailMap(key, true))
                    .orElse(database.journals)
                    .values()
                    .stream()
                    .map(Journal::head)
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public Optional<byte[]> blob(String tenant, BlobId id) {
        checkList(1, 1);
        synchronized (database) {
            return isLive(tenant, id)
                    ? Optional.of(database.blobs.get(tenant).get(id).clone())
                    : Optional.empty();
        }
    }

    /**
     * In a database: a table of (tenant, id, journal, sequence), and a job that sweeps the rest.
     */
    private boolean isLive(String tenant, BlobId id) {
        return database.journals.entrySet().stream()
                .filter(entry -> entry.getKey().tenant().equals(tenant))
                .flatMap(entry -> entry.getValue().records().stream())
                .anyMatch(stored -> stored.blobs().contains(id));
    }

    private void checkList(long fromSequence, int limit) {
        if (fromSequence < 1 || limit < 1 || limit > MAX_LIST) {
            throw new CheckpointException(Kind.INVALID, "limit must be from 1 to " + MAX_LIST);
        }
        if (writer.isShutdown()) {
            throw closed();
        }
    }

    private static CheckpointException closed() {
        return new CheckpointException(Kind.UNAVAILABLE, "the store is closed");
    }

    /** What was queued is written and answered. */
    @Override
    public void close() throws InterruptedException {
        writer.shutdown();
        if (!writer.awaitTermination(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("an answer's callback does not return");
        }
    }
}
