package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.JournalKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the frames of a segment, also behind damaged places: there it looks for the next header
 * that matches its checksum at its offset.
 */
final class SegmentScan {

    /**
     * A stretch of the segment: a frame, or bytes between frames.
     *
     * @param offset where it begins
     * @param end where it ends
     * @param header null when no header was found
     * @param whole whether the frame's checksums match
     * @param head the new head body, if the frame has one
     * @param blobs what its records name
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    record Stretch(
            int offset,
            int end,
            @Nullable FrameHeader header,
            boolean whole,
            byte @Nullable [] head,
            List<BlobRef> blobs) {

        Placed placed(FrameHeader header, JournalKey key, int segment) {
            return new Placed(
                    key,
                    header.is(FrameHeader.DELETE),
                    header.first(),
                    header.records(),
                    header.epoch(),
                    header.floor(),
                    head,
                    !whole && header.headLength() >= 0,
                    blobs,
                    Place.of(segment, offset),
                    header.length() - Math.max(0, header.headLength()));
        }

        Damage damage(String path) {
            return new Damage(path, offset, end - offset, describe(header));
        }

        private static String describe(@Nullable FrameHeader header) {
            if (header == null) {
                return "unreadable frames";
            }
            if (header.key() == null) {
                return "a mark";
            }
            return header.is(FrameHeader.BLOB)
                    ? "a blob, " + Texts.of(header.key())
                    : "journal %s, records %d to %d"
                            .formatted(Texts.of(header.key()), header.first(), header.last());
        }
    }

    private final byte[] bytes;
    private final long salt;
    private final int dirtyEnd;
    private final List<Stretch> stretches = new ArrayList<>();
    private int end = SegmentHeader.LENGTH;
    private int durable = SegmentHeader.LENGTH;

    private SegmentScan(byte[] bytes, long salt) {
        this.bytes = bytes;
        this.salt = salt;
        this.dirtyEnd = dirtyEnd(bytes);
    }

    static SegmentScan of(byte[] bytes, long salt) {
        SegmentScan scan = new SegmentScan(bytes, salt);
        scan.run();
        return scan;
    }

    /** Whether there is nothing but zeros behind the segment's header. */
    static boolean isBlank(byte[] bytes) {
        return dirtyEnd(bytes) == SegmentHeader.LENGTH;
    }

    private static int dirtyEnd(byte[] bytes) {
        int at = bytes.length;
        while (at > SegmentHeader.LENGTH && bytes[at - 1] == 0) {
            at--;
        }
        return Math.max(at, SegmentHeader.LENGTH);
    }

    private void run() {
        int at = SegmentHeader.LENGTH;
        while (at < dirtyEnd) {
            FrameHeader header = FrameHeader.read(bytes, at, bytes.length, salt, at);
            Stretch next = header == null ? gap(at) : frame(at, header);
            stretches.add(next);
            at = next.end();
            if (next.header() != null) {
                end = at;
                durable = Math.max(durable, next.header().durable());
            }
        }
    }

    private Stretch frame(int at, FrameHeader header) {
        Frame frame = Frame.of(header, bytes, at, bytes.length);
        int frameEnd = (int) Math.min(bytes.length, (long) at + header.length());
        if (frame == null) {
            return new Stretch(at, frameEnd, header, false, null, List.of());
        }
        return new Stretch(at, frameEnd, header, true, frame.head(), frame.blobs());
    }

    private Stretch gap(int from) {
        int at = from + 1;
        while (at < dirtyEnd && !isHeader(at)) {
            at++;
        }
        return new Stretch(from, at, null, false, null, List.of());
    }

    private boolean isHeader(int at) {
        return bytes[at] == (byte) (FrameHeader.MAGIC >>> 24)
                && FrameHeader.read(bytes, at, bytes.length, salt, at) != null;
    }

    /** Frames and what is between them, in order. */
    List<Stretch> stretches() {
        return stretches;
    }

    /** Where the last frame ends. */
    int end() {
        return end;
    }

    /** Where the last byte that is not zero ends. */
    int dirtyEnd() {
        return dirtyEnd;
    }

    /** Frames prove that everything before this offset was durable before they were written. */
    int durable() {
        return durable;
    }
}
