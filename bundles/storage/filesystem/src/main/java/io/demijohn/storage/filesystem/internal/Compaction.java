package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.JournalKey;
import io.demijohn.storage.filesystem.internal.CompactedFile.Finished;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies what lives in some neighbouring segments into one new file, in order, and lets the index
 * point there. The old files are as they were: until they are removed, the log is whole with them
 * and with the new one.
 */
final class Compaction {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A frame was copied; its journal must learn of it. */
    private record Copied(JournalKey key, Journal.Move move, boolean isBlob) {}

    private final Directory directory;
    private final Segments segments;
    private final JournalIndex index;
    private final RecoveryReport report;
    private final List<Segment> run;
    private final Work work;
    private final List<Copied> copied = new ArrayList<>();
    private final Tombstones removals = new Tombstones();
    private long lostBytes;
    private long epoch;
    private long read;

    Compaction(
            Directory directory,
            Segments segments,
            JournalIndex index,
            RecoveryReport report,
            List<Segment> run,
            Work work) {
        this.directory = directory;
        this.segments = segments;
        this.index = index;
        this.report = report;
        this.run = run;
        this.work = work;
    }

    /**
     * Does it.
     *
     * @param active the segment that is written to
     * @return the new segment; the old ones may be dropped
     */
    Segment run(int active) throws IOException {
        CompactedFile file = new CompactedFile(directory, plan(active));
        try {
            for (Segment segment : run) {
                epoch = Math.max(epoch, segment.header().epoch());
                copy(segment, file);
            }
            return show(file.finish(epoch));
        } catch (IOException | RuntimeException e) {
            try {
                file.discard();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private SegmentHeader plan(int active) {
        SegmentHeader first = run.get(0).header();
        int generation = run.stream().mapToInt(s -> s.header().generation()).max().orElse(0) + 1;
        int last = run.get(run.size() - 1).last();
        return new SegmentHeader(
                SegmentHeader.VERSION,
                first.number(),
                RANDOM.nextLong(),
                first.epoch(),
                first.previousEnd(),
                last,
                generation,
                active,
                0);
    }

    private void copy(Segment segment, CompactedFile file) throws IOException {
        FrameWalk walk =
                new FrameWalk(segment.file(), segment.salt(), SegmentHeader.LENGTH, segment.end());
        for (Stretch s = walk.next(); s != null; s = walk.next()) {
            int before = file.position();
            FrameHeader header = s.header();
            JournalKey key = header == null ? null : header.key();
            if (header != null) {
                epoch = Math.max(epoch, header.epoch());
            }
            if (header == null || key == null) {
                keyless(segment, s, file);
            } else if (header.is(FrameHeader.DELETE)) {
                removal(segment, s, header, file);
            } else if (header.is(FrameHeader.BLOB)) {
                blob(segment, s, header, key, file);
            } else {
                records(segment, s, header, key, file);
            }
            read += s.end() - s.offset();
            work.did(s.end() - s.offset() + (long) file.position() - before);
        }
    }

    /** Marks have done their work. What was lost stays known. */
    private void keyless(Segment segment, Stretch s, CompactedFile file) throws IOException {
        FrameHeader header = s.header();
        if (header != null && s.frame() != null && !header.is(FrameHeader.LOST)) {
            return;
        }
        byte[] frame =
                s.frame() != null && header != null
                        ? FrameEncoder.copy(header, s.frame().body(), Journal.Keep.ALL, 0)
                        : FrameEncoder.lost(null, found(segment, s), 0);
        file.add(frame);
        lostBytes += frame.length;
    }

    private String found(Segment segment, Stretch s) {
        Damage damage = s.damage(segment.file().path());
        report.damaged(damage);
        return damage.toString();
    }

    private void removal(Segment segment, Stretch s, FrameHeader header, CompactedFile file)
            throws IOException {
        int born = segment.tombstones().bornOf(s.offset());
        if (!isNeeded(born)) {
            return;
        }
        // A removal has no body, so its header says everything.
        byte[] frame = FrameEncoder.copy(header, new byte[0], Journal.Keep.ALL, 0);
        removals.add(file.add(frame), frame.length, born);
    }

    /** Whether an older segment may have frames of a journal that was removed in this run. */
    private boolean isNeeded(int born) {
        int first = run.get(0).first();
        int last = run.get(run.size() - 1).last();
        return segments.inOrder().stream()
                .filter(s -> s.last() >= born && s.last() < first)
                .anyMatch(s -> s.header().cleanedAt() <= last);
    }

    private void blob(
            Segment segment, Stretch s, FrameHeader header, JournalKey key, CompactedFile file)
            throws IOException {
        long place = Place.of(segment.handle(), s.offset());
        if (!index.blobs().keeps(BlobKey.of(key), place)) {
            return;
        }
        byte[] frame = copy(segment, s, header, Journal.Keep.ALL, 0);
        long to = Place.of(0, file.add(frame));
        copied.add(new Copied(key, new Journal.Move(0, place, to, frame.length), true));
    }

    private void records(
            Segment segment, Stretch s, FrameHeader header, JournalKey key, CompactedFile file)
            throws IOException {
        long place = Place.of(segment.handle(), s.offset());
        Journal.Keep keep = index.keep(key, place, header.last());
        if (keep == Journal.Keep.NOTHING) {
            return;
        }
        byte[] frame = copy(segment, s, header, keep, index.floor(key));
        int head = keep == Journal.Keep.RECORDS ? 0 : Math.max(0, header.headLength());
        int size = s.whole() ? frame.length - head : frame.length;
        long to = Place.of(0, file.add(frame));
        copied.add(new Copied(key, new Journal.Move(header.last(), place, to, size), false));
    }

    private byte[] copy(
            Segment segment, Stretch s, FrameHeader header, Journal.Keep keep, int floor) {
        Frame frame = s.frame();
        return frame == null
                ? FrameEncoder.lost(header, found(segment, s), floor)
                : FrameEncoder.copy(header, frame.body(), keep, floor);
    }

    /** From now on the index points into the new file. */
    private Segment show(Finished finished) {
        Segment segment = segments.prepare(finished.header(), finished.file());
        segment.end(finished.header().end());
        segment.live().addAndGet(lostBytes);
        segment.buried(removals);
        segments.open(segment);
        for (Copied one : copied) {
            Journal.Move move = one.move();
            long to = Place.of(segment.handle(), Place.offset(move.to()));
            if (one.isBlob()) {
                index.blobs().relocate(BlobKey.of(one.key()), move.from(), to, move.size());
            } else {
                index.relocate(
                        one.key(), new Journal.Move(move.last(), move.from(), to, move.size()));
            }
        }
        return segment;
    }

    /** How many bytes were looked at. */
    long read() {
        return read;
    }
}
