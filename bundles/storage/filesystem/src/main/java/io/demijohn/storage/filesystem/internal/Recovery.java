package io.demijohn.storage.filesystem.internal;

import io.demijohn.storage.filesystem.internal.SegmentScan.Stretch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log from its beginning into the index, cuts a torn end, reports damage. It may be
 * interrupted at any point and begun again.
 */
final class Recovery {

    private final Directory directory;
    private final Segments segments;
    private final JournalIndex index;
    private final RecoveryReport report = new RecoveryReport();
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
            for (int i = 0; i < found.size(); i++) {
                checkOrder(i == 0 ? null : found.get(i - 1), found.get(i));
                recover(found.get(i), i + 1 < found.size() ? found.get(i + 1) : null);
            }
            epoch++;
            Segment active = last == null ? create(found) : last;
            segments.add(active);
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

    long epoch() {
        return epoch;
    }

    RecoveryReport report() {
        return report;
    }

    private void checkOrder(@Nullable FoundSegment before, FoundSegment segment) {
        if (before != null && before.number() != segment.number() - 1) {
            end = 0;
            String missing = directory.path() + "/" + Segment.name(before.number() + 1);
            report.damaged(new Damage(missing, 0, 0, "a missing file"));
        }
    }

    private void recover(FoundSegment found, @Nullable FoundSegment next) throws IOException {
        SegmentHeader header = found.header();
        byte[] bytes = found.bytes();
        if (header == null) {
            unreadable(found, bytes, next == null);
            return;
        }
        epoch = Math.max(epoch, header.epoch());
        Segment segment = new Segment(found.number(), header.salt(), found.file());
        segments.add(segment);
        repair(header, segment.file(), bytes, next == null);
        SegmentScan scan = SegmentScan.of(bytes, header.salt());
        if (next == null) {
            openEnd(segment, scan);
            harden(segment.file(), bytes, scan.durable());
            last = header.version() == SegmentHeader.VERSION ? segment : null;
        } else {
            sealed(segment, scan, next.header());
            end = scan.end();
        }
    }

    /** A segment without a header: its creation was cut off, or it is lost. */
    private void unreadable(FoundSegment found, byte[] bytes, boolean isLast) {
        if (!isLast || !SegmentScan.isBlank(bytes)) {
            end = 0;
            String what = "a file without its header";
            report.damaged(new Damage(found.file().path(), 0, bytes.length, what));
        }
    }

    private void repair(SegmentHeader header, LogFile file, byte[] bytes, boolean isLast)
            throws IOException {
        boolean intact = SegmentHeader.isIntact(bytes);
        if (!intact) {
            report.repaired("Repaired the header of " + file.path() + " from its copy.");
        }
        if (!intact || isLast) { // the last one's may be cached only: see harden
            file.writeFully(header.encode(), 0);
            file.force();
        }
    }

    /** Every byte of a sealed segment was durable before the next one was created. */
    private void sealed(Segment segment, SegmentScan scan, @Nullable SegmentHeader next) {
        int readable = Math.max(scan.end(), scan.dirtyEnd());
        int known = next == null || next.previousEnd() == 0 ? readable : next.previousEnd();
        for (Stretch stretch : scan.stretches()) {
            if (stretch.offset() < known) {
                apply(segment, stretch);
            }
        }
        if (readable < known) {
            int missing = known - readable;
            report.damaged(new Damage(segment.file().path(), readable, missing, "a missing end"));
        }
    }

    /**
     * The first place that cannot be read and is not proven to have been durable is where the
     * process died; nothing from there on was acknowledged.
     */
    private void openEnd(Segment segment, SegmentScan scan) throws IOException {
        Optional<Stretch> torn =
                scan.stretches().stream()
                        .filter(s -> !s.whole() && s.offset() >= scan.durable())
                        .findFirst();
        end = torn.map(Stretch::offset).orElse(scan.end());
        for (Stretch stretch : scan.stretches()) {
            if (stretch.offset() < end) {
                apply(segment, stretch);
            }
        }
        if (torn.isPresent()) {
            cut(segment.file(), scan);
        }
    }

    private void cut(LogFile file, SegmentScan scan) throws IOException {
        long behind = scan.stretches().stream().filter(s -> s.whole() && s.offset() > end).count();
        file.truncate(end);
        String what = "a torn group" + (behind == 0 ? "" : " and " + behind + " behind it");
        report.cut(new Damage(file.path(), end, (long) scan.dirtyEnd() - end, what));
    }

    /**
     * What recovery trusts must be on the device. After a failed fsync the system may hold pages
     * that are not, and call them clean: writing them again is what makes the next fsync mean it.
     */
    private void harden(LogFile file, byte[] bytes, int from) throws IOException {
        if (from < end) {
            file.writeFully(ByteBuffer.wrap(bytes, from, end - from), from);
        }
        file.force();
        directory.force();
    }

    private void apply(Segment segment, Stretch stretch) {
        FrameHeader header = stretch.header();
        if (!stretch.whole()) {
            report.damaged(stretch.damage(segment.file().path()));
        }
        if (header == null) {
            return;
        }
        epoch = Math.max(epoch, header.epoch());
        if (header.key() != null && header.is(FrameHeader.BLOB)) {
            long place = Place.of(segment.number(), stretch.offset());
            index.blobs().stored(BlobKey.of(header.key()), place, header.length());
        } else if (header.key() != null) {
            index.apply(stretch.placed(header, header.key(), segment.number()));
        }
    }

    /** The first segment, or the one whose creation was cut off, or one behind a lost one. */
    private Segment create(List<FoundSegment> found) throws IOException {
        int number = 1;
        if (!found.isEmpty()) {
            FoundSegment unfinished = found.get(found.size() - 1);
            boolean blank = SegmentScan.isBlank(unfinished.bytes());
            if (blank || unfinished.header() == null) {
                unfinished.file().close();
            }
            number = unfinished.number() + (blank ? 0 : 1);
        }
        Segment created = SegmentWriter.create(directory, number, epoch, end);
        end = SegmentHeader.LENGTH;
        return created;
    }
}
