package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.StoreStatistics;
import io.demijohn.clock.TickClock;
import io.demijohn.health.Health;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoint store over a {@link Directory}: checks what is asked, queues appends for the
 * {@link Committer}, reads through the {@link JournalIndex}.
 */
final class FileCheckpointStore implements CheckpointStore, Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(FileCheckpointStore.class);
    private static final int MAX_LIST = 10_000;

    /** The index counts in 32 bits. */
    private static final int MAX_SEQUENCE = Integer.MAX_VALUE - 1;

    /** All that an append carries is in memory twice for a moment, also what is stored already. */
    private static final long MAX_CARRIED = 512L << 20;

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
    private final LogCare care;
    private final CareThread careThread;
    private final CareThread probeThread; // behind nothing that reads for an hour
    private final LogMaintenance maintenance;
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
        committer = new Committer(queue, writer, index, answers, meters, clock, directory, options);
        care = new LogCare(directory, options, segments, index, report, committer, meters, epoch);
        careThread = thread("demijohn-log-care", care::tick);
        probeThread = thread("demijohn-log-probe", work -> committer.probe());
        maintenance =
                new LogMaintenance(
                        care, this::statistics, careThread::pace, FileCheckpointStore::job);
    }

    private CareThread thread(String name, CareThread.Task task) {
        return new CareThread(name, task, clock, options.care().bytesPerSecond());
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
        meters.gauge("demijohn.log.live", "Bytes in the log that are needed", segments::liveBytes);
        meters.gauge("demijohn.log.dead", "Bytes that compaction may take", segments::deadBytes);
        answers.start();
        committer.start();
        if (options.care().isOn()) {
            careThread.start();
            probeThread.start();
        }
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

    /** What can be told without looking at what is stored; the queue looks at the rest. */
    private void checkBounds(Append append) {
        Refusals.checkBound("head", append.head().map(h -> h.length).orElse(0), Head.MAX_BODY);
        Refusals.checkBound("group's record count", append.entries().size(), MAX_LIST);
        Refusals.checkBound("group", FrameEncoder.length(append), options.maxFrame());
        for (Append.Entry entry : append.entries()) {
            Refusals.checkBound("record", entry.body().length, options.recordMaxBytes());
        }
        long carried = 0;
        for (byte[] blob : append.blobs()) {
            Refusals.checkBound("blob", blob.length, options.recordMaxBytes());
            carried += blob.length + (long) LogOptions.BLOB_OVERHEAD;
        }
        Refusals.checkBound("group's carried blobs", carried, MAX_CARRIED);
        Refusals.checkBound(
                "journal", append.expectedSequence() + append.entries().size(), MAX_SEQUENCE);
    }

    @Override
    public List<JournalRecord> read(JournalKey key, long fromSequence, int limit) {
        checkList(limit);
        if (fromSequence < 1) {
            throw Refusals.invalid("fromSequence must be 1 or more, is " + fromSequence + ".");
        }
        checkOpen();
        return moving("journal " + Texts.of(key), () -> records(key, fromSequence, limit));
    }

    private List<JournalRecord> records(JournalKey key, long fromSequence, int limit)
            throws IOException {
        List<JournalRecord> records = new ArrayList<>();
        for (Journal.Extent extent : index.extents(key, fromSequence, limit)) {
            List<JournalRecord> all = frame(key, extent.place(), extent.first());
            int skip = (int) (extent.first() - all.get(0).sequence());
            int count = (int) (extent.last() - extent.first()) + 1;
            records.addAll(all.subList(skip, skip + count));
        }
        return records;
    }

    /** Something that reads. */
    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Reads; again from its beginning when compaction has moved what it was reading. */
    private <T> T moving(String what, Reading<T> reading) {
        while (true) {
            try {
                return reading.read();
            } catch (Segments.Moved e) {
                checkOpen();
            } catch (IOException e) {
                checkOpen();
                throw Refusals.unavailable("Cannot read " + what + ": " + e.getMessage() + ".", e);
            }
        }
    }

    private List<JournalRecord> frame(JournalKey key, long place, long sequence)
            throws IOException {
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
        } catch (IllegalArgumentException e) {
            throw Refusals.corrupt(
                    "Journal %s, record %d: %s; a newer version wrote it."
                            .formatted(Texts.of(key), sequence, e.getMessage()));
        }
    }

    @Override
    public Optional<byte[]> blob(String tenant, BlobId id) {
        checkOpen();
        BlobKey key = BlobKey.of(tenant, id);
        return moving("blob " + id.sha256(), () -> body(key));
    }

    private Optional<byte[]> body(BlobKey key) throws IOException {
        Blob blob = index.blobs().find(key);
        if (blob == null) {
            return Optional.empty();
        }
        long place = blob.place;
        if (place == Place.LOST) {
            throw Refusals.corrupt("Blob " + key.hex() + " was in a damaged part of the log.");
        }
        Segments.PlacedFrame found = segments.read(place);
        if (!key.journalKey().equals(found.header().key())) {
            throw Refusals.corrupt("The frame at " + found.where() + " is not " + key.hex() + ".");
        }
        return Optional.of(found.frame().body());
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
                directory, options, committer, care, report, index.size(), segments.size());
    }

    private static void job(Runnable job) {
        Thread thread = new Thread(job, "demijohn-log-job");
        thread.setDaemon(true);
        thread.start();
    }

    /** What keeps the log small. */
    LogCare care() {
        return care;
    }

    /** What operators can do. */
    LogMaintenance maintenance() {
        return maintenance;
    }

    private StoreStatistics statistics() {
        return new StoreStatistics(
                directory.path(),
                index.size(),
                index.blobs().size(),
                segments.size(),
                segments.bytes(),
                segments.liveBytes(),
                segments.deadBytes(),
                report.damageCount());
    }

    /** Compacts what the options say, now. */
    LogCare.Outcome compact() throws IOException {
        return compact(options.care().deadPercent() / 100.0, Work.UNWATCHED);
    }

    /** Compacts the segments of which so much is dead, now. */
    LogCare.Outcome compact(double deadShare, Work work) throws IOException {
        return care.compact(deadShare, work);
    }

    /** Saves the index, now. */
    void saveIndex() throws IOException {
        care.saveIndex();
    }

    /** Bytes in the log that are needed. */
    long liveBytes() {
        return segments.liveBytes();
    }

    /** After the disk was full: goes on if there is space. */
    void probe() {
        committer.probe();
    }

    RecoveryReport report() {
        return report;
    }

    /** The next opening is quick. */
    private void saveAtEnd() {
        try {
            if (options.care().isOn() && committer.failure().isEmpty()) {
                care.saveIndex();
            }
        } catch (IOException e) {
            LOG.warn("The index of the log in {} is not saved.", directory.path(), e);
        }
    }

    /** Makes durable and answers what was accepted, then lets go of the directory. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        queue.stop("The log in " + directory.path() + " is closed.");
        maintenance.close();
        boolean probed = probeThread.stop();
        boolean cared = careThread.stop() && probed;
        boolean ended = committer.awaitEnd() && cared;
        closed = true;
        if (!ended) {
            throw new IOException(
                    "The disk did not answer for 10 s; "
                            + directory.path()
                            + " stays locked until this process ends.");
        }
        answers.stop();
        meters.close();
        saveAtEnd();
        try (Directory last = directory;
                Segments first = segments) {
            // in this order, both also when one fails
        }
    }
}
