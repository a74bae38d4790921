package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Verification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log small and its opening short: compacts segments and saves the index. One thread at a
 * time does so; appends and reads go on meanwhile.
 */
final class LogCare {

    private static final Logger LOG = LoggerFactory.getLogger(LogCare.class);

    /** Replaced files wait for their end until they have so many segments' bytes. */
    private static final int WAITING_SEGMENTS = 4;

    private final Directory directory;
    private final LogOptions options;
    private final Segments segments;
    private final JournalIndex index;
    private final RecoveryReport report;
    private final Committer committer;
    private final LogMeters meters;
    private final long epoch;
    private final List<Segment> replaced = new ArrayList<>();
    private boolean isSaved; // there is an index, and it may name replaced files
    private LogPosition saved = LogPosition.START;
    private long savedBytes;
    private boolean toldOfNoRoom;
    private volatile @Nullable String failure;

    LogCare(
            Directory directory,
            LogOptions options,
            Segments segments,
            JournalIndex index,
            RecoveryReport report,
            Committer committer,
            LogMeters meters,
            long epoch)
            throws IOException {
        this.directory = directory;
        this.options = options;
        this.segments = segments;
        this.index = index;
        this.report = report;
        this.committer = committer;
        this.meters = meters;
        this.epoch = epoch;
        this.isSaved = directory.list().contains(SavedIndex.NAME);
        this.saved = isSaved ? committer.published() : LogPosition.START;
    }

    /** Why the log is not taken care of any more. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * What a compaction did.
     *
     * @param files how many files were replaced
     * @param before bytes of the log's files before it
     * @param after bytes after it
     * @param rewritten bytes that were copied
     */
    record Outcome(int files, long before, long after, long rewritten) {}

    /** Compacts the segments of which so much is dead. */
    synchronized Outcome compact(double deadShare, Work work) throws IOException {
        checkUsable();
        long before = segments.bytes();
        long rewritten = 0;
        int files = 0;
        try {
            for (List<Segment> run : plan(deadShare)) {
                if (!hasRoom(run)) {
                    break;
                }
                long started = System.nanoTime();
                long copied = compact(run, work);
                meters.compacted(run, copied, System.nanoTime() - started);
                rewritten += copied;
                files += run.size();
            }
        } catch (ForceFailed e) {
            failure = "Compaction stopped because the disk failed: " + e.getMessage() + ".";
            throw e;
        } finally {
            settle();
        }
        return new Outcome(files, before, segments.bytes(), rewritten);
    }

    private void checkUsable() throws IOException {
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    private List<List<Segment>> plan(double deadShare) {
        int active = committer.published().segment();
        List<Segment> sealed = segments.inOrder().stream().filter(s -> s.last() < active).toList();
        long capacity = options.segmentBytes() - SegmentHeader.LENGTH;
        return CompactionPlan.of(sealed, capacity, deadShare);
    }

    /** What is copied must not take the space that the log itself needs soon. */
    private boolean hasRoom(List<Segment> run) throws IOException {
        long live = run.stream().mapToLong(s -> s.live().get()).sum();
        boolean hasRoom = directory.usableSpace() - live >= options.roomToGoOn();
        if (!hasRoom && !toldOfNoRoom) { // it is asked every second
            LOG.warn("No space to compact {}: free some.", run.get(0).file().path());
        }
        toldOfNoRoom = !hasRoom;
        return hasRoom;
    }

    private long compact(List<Segment> run, Work work) throws IOException {
        int active = committer.published().segment();
        Segment result = new Compaction(directory, segments, index, report, run, work).run(active);
        run.forEach(Segment::retire);
        replaced.addAll(run);
        LOG.info(
                "Compacted {} files, first {}, {} bytes into {}.",
                run.size(),
                run.get(0).file().path(),
                result.size(),
                result.fileName());
        if (replaced.stream().mapToLong(Segment::end).sum()
                > WAITING_SEGMENTS * options.segmentBytes()) {
            settle();
        }
        return result.size();
    }

    /** Removes replaced files, once no saved index names them. */
    private void settle() throws IOException {
        if (replaced.isEmpty()) {
            return;
        }
        if (isSaved) {
            saveIndex();
        }
        for (Segment old : List.copyOf(replaced)) {
            segments.drop(old);
            directory.remove(old.fileName());
            replaced.remove(old);
        }
    }

    /** Reads everything. Nothing is compacted meanwhile. */
    synchronized Verification verify(Work work) throws IOException {
        Verifier verifier = new Verifier(work);
        for (Segment segment : segments.inOrder()) {
            verifier.verify(segment);
        }
        return verifier.result();
    }

    /** How many bytes {@link #compact} would look at. */
    long planned(double deadShare) {
        return plan(deadShare).stream()
                .flatMap(List::stream)
                .mapToLong(segment -> segment.size() + segment.live().get())
                .sum();
    }

    /** Writes the index; removes it when it would hide damage from the next opening. */
    synchronized void saveIndex() throws IOException {
        checkUsable();
        if (report.damageCount() > 0) {
            removeIndex();
            return;
        }
        LogPosition position = committer.published();
        try {
            savedBytes = SavedIndex.write(directory, position, epoch, segments, index);
            saved = position;
            isSaved = true;
        } catch (ForceFailed e) {
            failure = "The index cannot be saved because the disk failed: " + e.getMessage() + ".";
            throw e;
        } catch (IOException e) {
            LOG.warn("The index in {} cannot be saved: {}.", directory.path(), e.toString());
            removeIndex(); // it may name files that are about to go
        }
    }

    private void removeIndex() throws IOException {
        SavedIndex.remove(directory);
        isSaved = false;
        saved = LogPosition.START;
    }

    /** Whether so much was appended that the saved index helps little. */
    synchronized boolean isIndexOld() {
        long appended =
                options.segmentBytes() * (committer.published().segment() - saved.segment());
        return appended >= Math.max(WAITING_SEGMENTS * options.segmentBytes(), 4 * savedBytes);
    }

    /** What must be done now and then. */
    void tick(Work work) throws IOException {
        if (failure != null || committer.failure().isPresent()) {
            return;
        }
        double share = options.care().deadPercent() / 100.0;
        if (!plan(share).isEmpty()) {
            compact(share, work);
        }
        if (isIndexOld()) {
            saveIndex();
        }
    }
}
