package io.demijohn.storage.filesystem.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;

/** Appends frames to the last segment and begins the next one. Used by one thread. */
final class SegmentWriter {

    private static final int STAGING = 1 << 20;

    /**
     * How far zeros are written ahead of the frames. Inside a written part an fsync need not update
     * the file's metadata, which about halves it for small batches.
     */
    private static final int AHEAD = 1 << 20;

    private static final byte[] ZEROS = new byte[64 * 1024];

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Directory directory;
    private final Segments segments;
    private final LogOptions options;
    private final long epoch;
    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING);
    private Segment active;
    private int position; // the next frame goes here
    private int written; // before this the file has it, in the page cache at least
    private long filled; // before this the file has zeros or frames
    private int durable; // before this the device has it

    SegmentWriter(
            Directory directory,
            Segments segments,
            LogOptions options,
            long epoch,
            Segment active,
            int position)
            throws IOException {
        this.directory = directory;
        this.segments = segments;
        this.options = options;
        this.epoch = epoch;
        this.active = active;
        this.position = position;
        this.written = position;
        this.durable = position;
        this.filled = active.file().size();
    }

    /** Creates a segment; when this returns, it survives a crash. */
    static Segment create(
            Directory directory, Segments segments, int number, long epoch, int previousEnd)
            throws IOException {
        SegmentHeader header = SegmentHeader.plain(number, RANDOM.nextLong(), epoch, previousEnd);
        LogFile file = directory.open(header.fileName());
        try {
            file.truncate(0);
            file.writeFully(header.encode(), 0);
            ForceFailed.guard(file::force);
            ForceFailed.guard(directory::force);
            return segments.add(header, file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Goes on after a full disk: what was not acknowledged is taken off, and a new segment begins.
     *
     * @param acknowledged everything before this was
     */
    void restart(LogPosition acknowledged) throws IOException {
        for (Segment segment : segments.inOrder()) {
            if (segment.first() > acknowledged.segment()) {
                segments.drop(segment);
                directory.remove(segment.fileName());
                ForceFailed.guard(directory::force); // or its header would miss what is cut next
            } else if (segment.first() == acknowledged.segment()) {
                active = segment;
            }
        }
        active.file().truncate(acknowledged.offset());
        position = acknowledged.offset();
        written = position;
        staging.clear();
        force();
        begin(create(directory, segments, active.last() + 1, epoch, position));
    }

    /** Writes the groups' frames and tells each its place. Nothing is durable yet. */
    void write(List<Group> batch) throws IOException {
        long bytes = 0;
        for (Group group : batch) {
            for (Carried blob : group.blobs()) {
                blob.writtenAt(write(blob.frame()));
            }
            group.writtenAt(write(group.frame()));
            bytes += group.size();
        }
        flush();
        zeroAhead(bytes);
    }

    /** Writes a mark: proof that everything before it was durable. */
    void mark(long time) throws IOException {
        write(FrameEncoder.mark(epoch, time));
        flush();
    }

    /** Makes everything written durable. After a failure this writer must not be used again. */
    void force() throws IOException {
        ForceFailed.guard(active.file()::force);
        durable = position;
        active.end(position);
    }

    private long write(byte[] frame) throws IOException {
        if (position + (long) frame.length > options.segmentBytes()) {
            next();
        }
        FrameHeader.seal(frame, active.salt(), position, durable);
        stage(frame);
        long place = Place.of(active.handle(), position);
        position += frame.length;
        return place;
    }

    private void stage(byte[] frame) throws IOException {
        int from = 0;
        while (from < frame.length) {
            int n = Math.min(staging.remaining(), frame.length - from);
            staging.put(frame, from, n);
            from += n;
            if (!staging.hasRemaining()) {
                flush();
            }
        }
    }

    private void flush() throws IOException {
        staging.flip();
        int n = staging.remaining();
        active.file().writeFully(staging, written);
        written += n;
        staging.clear();
    }

    /** The next segment says where this one ends, so this one is made durable first. */
    private void next() throws IOException {
        flush();
        force();
        begin(create(directory, segments, active.last() + 1, epoch, position));
    }

    private void begin(Segment segment) {
        active = segment;
        position = SegmentHeader.LENGTH;
        written = position;
        durable = position;
        filled = position;
    }

    /** Large batches gain nothing from zeros: their own bytes cost more than the metadata. */
    private void zeroAhead(long batchBytes) throws IOException {
        int size = (int) Math.min(AHEAD, options.segmentBytes() - position);
        if (position <= filled || size <= 0 || batchBytes > AHEAD / 8) {
            return;
        }
        staging.clear();
        while (staging.position() < size) {
            staging.put(ZEROS, 0, Math.min(ZEROS.length, size - staging.position()));
        }
        staging.flip();
        active.file().writeFully(staging, position);
        filled = position + (long) size;
        staging.clear();
    }

    /** Where the next frame goes. */
    LogPosition position() {
        return new LogPosition(active.first(), position);
    }
}
