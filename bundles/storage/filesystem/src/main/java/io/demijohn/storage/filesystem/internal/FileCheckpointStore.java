package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.clock.TickClock;
import io.demijohn.health.Health;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The checkpoint store over a {@link Directory}: checks what is asked, queues appends for the
 * {@link Committer}, reads through the {@link JournalIndex}.
 */
final class FileCheckpointStore implements CheckpointStore, Closeable {

    private static final int MAX_LIST = 10_000;

    /** The index counts in 32 bits. */
    private static final int MAX_SEQUENCE = Integer.MAX_VALUE - 1;

    private final Directory directory;
    private final LogOptions options;
    private final TickClock clock;
    private final LogMeters meters;
    private final Segments segments = new Segments();
    private final JournalIndex index = new JournalIndex(segments);
    private final CommitQueue queue;
    private final Acknowledger answers;
    private final Committer committer;
    private final RecoveryReport report;
    private final long epoch;
    private volatile boolean closed;

    private FileCheckpointStore(
            Directory directory, LogOptions options, TickClock clock, LogMeters meters)
            throws IOException {
        this.directory = directory;
        this.options = options;
        this.clock = clock;
        this.meters = meters;
        Recovery recovery = new Recovery(directory, segments, index);
        SegmentWriter writer = recovery.run(options, clock.millis());
        epoch = recovery.epoch();
        report = recovery.report();
        queue = new CommitQueue(options, index);
        answers = new Acknowledger(queue);
        committer = new Committer(queue, writer, index, answers, meters, clock, directory.path());
    }

    /** Recovers what is in the directory and owns it until closed; closes it also on failure. */
    static FileCheckpointStore open(
            Directory directory, LogOptions options, TickClock clock, LogMeters meters)
            throws IOException {
        try {
            FileCheckpointStore store = new FileCheckpointStore(directory, options, clock, meters);
            store.start();
            return store;
        } catch (IOException | RuntimeException e) {
            meters.close();
            directory.close();
            throw e;
        }
    }

    private void start() {
        meters.gauge("demijohn.log.queue.records", "Accepted, not yet answered", queue::records);
        meters.gauge("demijohn.log.queue.bytes", "Bytes of the same", queue::bytes);
        meters.gauge("demijohn.log.journals", "Journals in the index", index::size);
        meters.gauge("demijohn.log.segments", "Files of the log", segments::size);
        answers.start();
        committer.start();
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public CompletionStage<Long> append(Append append) {
        try {
            checkBounds(append);
            if (append.epoch() != epoch) {
                throw Refusals.fenced(append, epoch);
            }
            Group group = group(append, clock.millis());
            queue.offer(group);
            return group.answer();
        } catch (CheckpointException e) {
            meters.refused(e.kind());
            return CompletableFuture.failedFuture(e);
        }
    }

    private Group group(Append append, long time) {
        List<Carried> blobs = new ArrayList<>(append.blobs().size());
        for (byte[] body : append.blobs()) {
            BlobId id = BlobId.of(body);
            if (append.entries().stream().noneMatch(e -> e.blobs().contains(id))) {
                throw Refusals.invalid(
                        "The append carries blob " + id.sha256() + ", which no entry of it names.");
            }
            BlobKey key = BlobKey.of(append.key().tenant(), id);
            blobs.add(new Carried(key, FrameEncoder.blob(key, body, epoch, time)));
        }
        return new Group(append, FrameEncoder.encode(append, epoch, time), blobs);
    }

    private void checkBounds(Append append) {
        checkBound("head", append.head().map(h -> h.length).orElse(0), Head.MAX_BODY);
        checkBound("group's record count", append.entries().size(), MAX_LIST);
        long size = FrameEncoder.length(append);
        for (Append.Entry entry : append.entries()) {
            checkBound("record", entry.body().length, options.recordMaxBytes());
        }
        for (byte[] blob : append.blobs()) {
            checkBound("blob", blob.length, options.recordMaxBytes());
            size += blob.length + (long) LogOptions.BLOB_OVERHEAD;
        }
        checkBound("group", size, options.maxFrame());
        checkBound("journal", append.expectedSequence() + append.entries().size(), MAX_SEQUENCE);
    }

    private static void checkBound(String what, long size, long max) {
        if (size > max) {
            throw Refusals.invalid("The %s has %,d, at most %,d.".formatted(what, size, max));
        }
    }

    @Override
    public List<JournalRecord> read(JournalKey key, long fromSequence, int limit) {
        checkList(limit);
        if (fromSequence < 1) {
            throw Refusals.invalid("fromSequence must be 1 or more, is " + fromSequence + ".");
        }
        checkOpen();
        List<JournalRecord> records = new ArrayList<>();
        for (Journal.Extent extent : index.extents(key, fromSequence, limit)) {
            List<JournalRecord> all = frame(key, extent.place(), extent.first());
            int skip = (int) (extent.first() - all.get(0).sequence());
            int count = (int) (extent.last() - extent.first()) + 1;
            records.addAll(all.subList(skip, skip + count));
        }
        return records;
    }

    private List<JournalRecord> frame(JournalKey key, long place, long sequence) {
        if (place == Place.LOST) {
            throw Refusals.corrupt(
                    "Record %d of journal %s was in a damaged part of the log in %s."
                            .formatted(sequence, Texts.of(key), directory.path()));
        }
        try {
            Segments.PlacedFrame found = segments.read(place);
            FrameHeader header = found.header();
            if (!key.equals(header.key())
                    || sequence < header.first()
                    || sequence > header.last()) {
                throw Refusals.corrupt(
                        "The frame at " + found.where() + " is not of " + Texts.of(key) + ".");
            }
            return found.frame().records();
        } catch (IOException e) {
            checkOpen();
            throw Refusals.unavailable(
                    "Cannot read journal " + Texts.of(key) + ": " + e.getMessage() + ".", e);
        } catch (IllegalArgumentException e) {
            throw Refusals.corrupt(
                    "Journal %s, record %d: %s; a newer version wrote it."
                            .formatted(Texts.of(key), sequence, e.getMessage()));
        }
    }

    @Override
    public Optional<byte[]> blob(String tenant, BlobId id) {
        checkOpen();
        Blob blob = index.blobs().find(BlobKey.of(tenant, id));
        return blob == null ? Optional.empty() : Optional.of(body(blob, blob.place));
    }

    private byte[] body(Blob blob, long place) {
        String name = "blob " + blob.key.hex() + " of tenant " + blob.key.tenant();
        if (place == Place.LOST) {
            throw Refusals.corrupt("The " + name + " was in a damaged part of the log.");
        }
        try {
            Segments.PlacedFrame found = segments.read(place);
            if (!blob.key.journalKey().equals(found.header().key())) {
                throw Refusals.corrupt("The frame at " + found.where() + " is not " + name + ".");
            }
            return found.frame().body();
        } catch (IOException e) {
            checkOpen();
            throw Refusals.unavailable("Cannot read " + name + ": " + e.getMessage() + ".", e);
        }
    }

    @Override
    public List<Head> heads(Optional<JournalKey> from, int limit) {
        checkList(limit);
        checkOpen();
        return index.heads(from.orElse(null), limit);
    }

    @Override
    public Optional<Head> head(JournalKey key) {
        checkOpen();
        return index.head(key);
    }

    private static void checkList(int limit) {
        if (limit < 1 || limit > MAX_LIST) {
            throw Refusals.invalid("limit must be from 1 to " + MAX_LIST + ", is " + limit + ".");
        }
    }

    private void checkOpen() {
        if (closed) {
            throw Refusals.unavailable("The log in " + directory.path() + " is closed.", null);
        }
    }

    Health health() {
        return LogHealth.of(
                directory, options, committer.failure(), report, index.size(), segments.size());
    }

    RecoveryReport report() {
        return report;
    }

    /** Makes durable and answers what was accepted, then lets go of the directory. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        queue.stop("The log in " + directory.path() + " is closed.");
        boolean ended = committer.awaitEnd();
        closed = true;
        if (!ended) {
            throw new IOException(
                    "The disk did not answer for 10 s; "
                            + directory.path()
                            + " stays locked until this process ends.");
        }
        answers.stop();
        meters.close();
        try (Directory last = directory;
                Segments first = segments) {
            // in this order, both also when one fails
        }
    }
}
