package io.demijohn.storage.filesystem.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log into the index: from the saved index's position on, or from its beginning. Cuts a
 * torn end, reports damage. It may be interrupted at any point and begun again.
 */
final class Recovery {

    private static final int PIECE = 1 << 20;

    private final Directory directory;
    private final Segments segments;
    private final JournalIndex index;
    private final RecoveryReport report = new RecoveryReport();
    private LogPosition from = LogPosition.START; // before this the saved index has everything
    private long epoch;
    private @Nullable Segment last; // that can be appended to
    private int end; // of the last segment's frames; 0 when that is unknown

    Recovery(Directory directory, Segments segments, JournalIndex index) {
        this.directory = directory;
        this.segments = segments;
        this.index = index;
    }

    /** The writer that goes on where the log ends, under a new epoch that is durable. */
    SegmentWriter run(LogOptions options, long time) throws IOException {
        List<FoundSegment> found = FoundSegment.all(directory);
        try {
            LogFiles files = load(found);
            files.clean();
            List<FoundSegment> log = files.log();
            for (int i = 0; i < log.size(); i++) {
                checkOrder(i == 0 ? null : log.get(i - 1), log.get(i));
                recover(log.get(i), i + 1 < log.size() ? log.get(i + 1) : null);
            }
            checkBlobs();
            epoch++;
            Segment active = last == null ? create(log) : last;
            active.end(end);
            SegmentWriter writer =
                    new SegmentWriter(directory, segments, options, epoch, active, end);
            writer.mark(time);
            writer.force();
            return writer;
        } catch (IOException | RuntimeException e) {
            FoundSegment.closeAll(found, e);
            throw e;
        }
    }

    /** Takes what the saved index knows, if it is of these files. */
    private LogFiles load(List<FoundSegment> found) throws IOException {
        Optional<SavedIndex> saved = SavedIndex.read(directory);
        if (saved.isEmpty()) {
            return LogFiles.newest(directory, found);
        }
        try (SavedIndex whole = saved.get()) {
            Optional<Damage> missing = whole.missing(directory, found);
            missing.ifPresent(report::damaged);
            if (missing.isPresent() || !whole.fits(found)) {
                SavedIndex.remove(directory); // before the log grows into what it knows
                return LogFiles.newest(directory, found);
            }
            LogFiles files = LogFiles.named(directory, found, whole.names());
            from = whole.load(files.log(), segments, index);
            epoch = whole.epoch();
            report.loaded(index.size(), from);
            return files;
        }
    }

    long epoch() {
        return epoch;
    }

    RecoveryReport report() {
        return report;
    }

    /**
     * A log has all its numbers, from 1 on: a file that compaction has made begins where it was.
     */
    /** A lost end may have said that a record is given up whose blob compaction has taken since. */
    private void checkBlobs() {
        for (BlobKey blob : index.blobs().missing()) {
            String what = "a blob that records name, " + Texts.of(blob.journalKey());
            report.damaged(new Damage(directory.path(), 0, 0, what));
        }
    }

    private void checkOrder(@Nullable FoundSegment before, FoundSegment segment) {
        int next = before == null ? 1 : before.name().last() + 1;
        if (segment.name().first() != next) {
            end = 0;
            String missing = directory.path() + "/" + Segment.name(next);
            report.damaged(new Damage(missing, 0, 0, "a missing file"));
        }
    }

    private void recover(FoundSegment found, @Nullable FoundSegment next) throws IOException {
        SegmentHeader header = found.header();
        if (header == null) {
            unreadable(found, next == null);
            return;
        }
        epoch = Math.max(epoch, header.epoch());
        boolean isLast = next == null && !header.isCompacted();
        repair(header, found, isLast);
        if (!isLast && found.name().last() < from.segment()) {
            end = segment(found, header).end();
            return; // nothing in it that the index does not have
        }
        Segment segment = segment(found, header);
        int begin = from.segment() == header.number() ? from.offset() : SegmentHeader.LENGTH;
        if (isLast) {
            openEnd(
                    segment,
                    new FrameWalk(found.file(), header.salt(), begin, found.size()),
                    begin);
            last = header.version() == SegmentHeader.VERSION ? segment : null;
        } else {
            sealed(segment, begin, follower(found, next));
        }
        segment.end(end);
    }

    /** The header that tells where the frames of a file end. */
    private static @Nullable SegmentHeader follower(FoundSegment of, @Nullable FoundSegment next) {
        return next != null && next.name().first() == of.name().last() + 1 ? next.header() : null;
    }

    /** The segment as the saved index has opened it, or a new one. */
    private Segment segment(FoundSegment found, SegmentHeader header) {
        return segments.inOrder().stream()
                .filter(segment -> segment.file() == found.file())
                .findFirst()
                .orElseGet(() -> segments.add(header, found.file()));
    }

    /** A segment without a header: its creation was cut off, or it is lost. */
    private void unreadable(FoundSegment found, boolean isLast) throws IOException {
        if (!isLast || !found.isBlank()) {
            end = 0;
            String what = "a file without its header";
            report.damaged(new Damage(found.file().path(), 0, found.size(), what));
        }
        if (!isLast) {
            found.file().close();
        }
    }

    private void repair(SegmentHeader header, FoundSegment found, boolean isLast)
            throws IOException {
        if (!found.intact()) {
            report.repaired("Repaired the header of " + found.file().path() + " from its copy.");
        }
        if (!found.intact() || isLast) { // the last one's may be cached only: see harden
            found.file().writeFully(header.encode(), 0);
            found.file().force();
        }
    }

    /** Every byte of a sealed segment was durable before the next one was created. */
    private void sealed(Segment segment, int begin, @Nullable SegmentHeader next)
            throws IOException {
        int known = segment.header().end();
        if (known == 0 && next != null) {
            known = next.previousEnd();
        }
        int size = Math.toIntExact(segment.file().size());
        int limit = known == 0 ? size : Math.min(known, size);
        FrameWalk walk = new FrameWalk(segment.file(), segment.salt(), begin, limit);
        int readable = begin;
        for (Stretch s = walk.next(); s != null; s = walk.next()) {
            apply(segment, s);
            readable = s.end();
        }
        if (readable < known) {
            int missing = known - readable;
            report.damaged(new Damage(segment.file().path(), readable, missing, "a missing end"));
        }
        end = Math.max(readable, known);
    }

    /**
     * The first place that cannot be read and is not proven to have been durable is where the
     * process died; nothing from there on was acknowledged.
     */
    private void openEnd(Segment segment, FrameWalk walk, int begin) throws IOException {
        int durable = begin;
        end = begin;
        List<Stretch> doubtful = new ArrayList<>(); // from the first place that cannot be read
        for (Stretch s = walk.next(); s != null; s = walk.next()) {
            end = s.header() == null ? end : s.end();
            durable = s.header() == null ? durable : Math.max(durable, s.header().durable());
            if (doubtful.isEmpty() && s.whole()) {
                apply(segment, s);
            } else {
                doubtful.add(s.detached());
            }
        }
        int proven = durable;
        Optional<Stretch> torn =
                doubtful.stream().filter(s -> !s.whole() && s.offset() >= proven).findFirst();
        end = torn.map(Stretch::offset).orElse(end);
        doubtful.stream().filter(s -> s.offset() < end).forEach(s -> apply(segment, s));
        if (torn.isPresent()) {
            cut(segment.file(), doubtful);
        }
        harden(segment.file(), durable);
    }

    private void cut(LogFile file, List<Stretch> doubtful) throws IOException {
        int dirty = dirtyEnd(file);
        long behind = doubtful.stream().filter(s -> s.whole() && s.offset() > end).count();
        file.truncate(end);
        String what = "a torn group" + (behind == 0 ? "" : " and " + behind + " behind it");
        report.cut(new Damage(file.path(), end, (long) dirty - end, what));
    }

    /** Where the last byte behind the end is that is not zero. */
    private int dirtyEnd(LogFile file) throws IOException {
        int dirty = end;
        for (int at = end; at < file.size(); at += PIECE) {
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            file.readFully(piece, at);
            for (int i = 0; i < piece.position(); i++) {
                dirty = piece.get(i) == 0 ? dirty : at + i + 1;
            }
        }
        return dirty;
    }

    /**
     * What recovery trusts must be on the device. After a failed fsync the system may hold pages
     * that are not, and call them clean: writing them again is what makes the next fsync mean it.
     */
    private void harden(LogFile file, int durable) throws IOException {
        for (int at = durable; at < end; at += PIECE) {
            ByteBuffer piece = ByteBuffer.allocate(Math.min(PIECE, end - at));
            file.readFully(piece, at);
            file.writeFully(piece.flip(), at);
        }
        file.force();
        directory.force();
    }

    private void apply(Segment segment, Stretch stretch) {
        FrameHeader header = stretch.header();
        if (!stretch.whole() || (header != null && header.is(FrameHeader.LOST))) {
            report.damaged(stretch.damage(segment.file().path()));
        }
        if (header == null) {
            return;
        }
        epoch = Math.max(epoch, header.epoch());
        long place = Place.of(segment.handle(), stretch.offset());
        if (header.key() == null && header.is(FrameHeader.LOST)) {
            segments.add(place, header.length());
        }
        if (header.key() != null && header.is(FrameHeader.BLOB)) {
            index.blobs().stored(BlobKey.of(header.key()), place, header.length());
        } else if (header.key() != null) {
            index.replay(stretch.placed(header, header.key(), place));
        }
    }

    /** The first segment, or the one whose creation was cut off, or one behind a lost one. */
    private Segment create(List<FoundSegment> log) throws IOException {
        int number = 1;
        if (!log.isEmpty()) {
            FoundSegment before = log.get(log.size() - 1);
            boolean blank = before.header() == null && before.isBlank();
            if (before.header() == null) {
                before.file().close();
            }
            number = before.name().last() + (blank ? 0 : 1);
        }
        Segment created = SegmentWriter.create(directory, segments, number, epoch, end);
        end = SegmentHeader.LENGTH;
        return created;
    }
}
