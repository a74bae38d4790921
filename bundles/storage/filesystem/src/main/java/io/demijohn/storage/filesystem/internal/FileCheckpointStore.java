package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Append;
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

    private final Directory directory;
    private final LogOptions options;
    private final TickClock clock;
    private final LogMeters meters;
    private final JournalIndex index = new JournalIndex();
    private final Segments segments = new Segments();
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
            Group group = new Group(append, FrameEncoder.encode(append, epoch, clock.millis()));
            queue.offer(group);
            return group.answer();
        } catch (CheckpointException e) {
            meters.refused(e.kind());
            return CompletableFuture.failedFuture(e);
        }
    }

    private void checkBounds(Append append) {
        checkBound("head", append.head().map(h -> h.length).orElse(0), Head.MAX_BODY);
        checkBound("group's record count", append.entries().size(), MAX_LIST);
        for (Append.Entry entry : append.entries()) {
            checkBound("record", entry.body().length, options.recordMaxBytes());
        }
        checkBound("group", FrameEncoder.length(append), options.maxFrame());
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
        long[] places = index.places(key, fromSequence, limit);
        List<JournalRecord> records = new ArrayList<>(places.length);
        for (int i = 0; i < places.length; i = records.size()) {
            readFrame(key, places, i, fromSequence + i, records);
        }
        return records;
    }

    /** Adds the records of one frame: from the wanted sequence on, and no more than wanted. */
    private void readFrame(
            JournalKey key, long[] places, int i, long sequence, List<JournalRecord> into) {
        if (places[i] == Place.LOST) {
            throw Refusals.corrupt(
                    "Record %d of journal %s was in a damaged part of the log in %s."
                            .formatted(sequence, Texts.of(key), directory.path()));
        }
        List<JournalRecord> all = frame(key, places[i], sequence);
        int skip = (int) (sequence - all.get(0).sequence());
        int wanted = Math.min(all.size() - skip, places.length - i);
        into.addAll(all.subList(skip, skip + wanted));
    }

    private List<JournalRecord> frame(JournalKey key, long place, long sequence) {
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
