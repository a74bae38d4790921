package io.demijohn.storage.filesystem.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The open segments, for readers. */
final class Segments implements Closeable, Usage {

    /** Most frames fit, so most reads are one call. */
    private static final int FIRST_READ = 4096;

    /** The JDK keeps a direct buffer of the largest read per thread: read in pieces. */
    private static final int PIECE = 128 * 1024;

    private final Map<Integer, Segment> open = new ConcurrentHashMap<>();

    void add(Segment segment) {
        open.put(segment.number(), segment);
    }

    @Override
    public void add(long place, int bytes) {
        Segment segment = bytes == 0 || place == Place.LOST ? null : open.get(Place.segment(place));
        if (segment != null) {
            segment.live().addAndGet(bytes);
        }
    }

    int size() {
        return open.size();
    }

    /** Reads and verifies the frame at a place. */
    PlacedFrame read(long place) throws IOException {
        Segment segment = open.get(Place.segment(place));
        if (segment == null) {
            throw new IOException("segment " + Segment.name(Place.segment(place)) + " is missing");
        }
        int offset = Place.offset(place);
        byte[] bytes = new byte[FIRST_READ];
        int read = fill(segment.file(), bytes, 0, bytes.length, offset);
        FrameHeader header = FrameHeader.read(bytes, 0, read, segment.salt(), offset);
        if (header == null) {
            throw damaged(segment, offset);
        }
        if (header.length() > bytes.length) {
            bytes = Arrays.copyOf(bytes, header.length());
            read += fill(segment.file(), bytes, read, bytes.length, offset + read);
        }
        Frame frame = Frame.of(header, bytes, 0, read);
        if (frame == null) {
            throw damaged(segment, offset);
        }
        return new PlacedFrame(header, frame, segment.file().path() + ":" + offset);
    }

    private static int fill(LogFile file, byte[] bytes, int from, int to, long position)
            throws IOException {
        int at = from;
        while (at < to) {
            ByteBuffer piece = ByteBuffer.wrap(bytes, at, Math.min(PIECE, to - at));
            file.readFully(piece, position + at - from);
            at = piece.position();
            if (piece.hasRemaining()) {
                break;
            }
        }
        return at - from;
    }

    private static RuntimeException damaged(Segment segment, int offset) {
        return Refusals.corrupt(
                "The frame at "
                        + segment.file().path()
                        + ":"
                        + offset
                        + " does not match its checksum: restore the file from a backup, or delete"
                        + " the journal.");
    }

    /** A verified frame and where it is. */
    record PlacedFrame(FrameHeader header, Frame frame, String where) {}

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Segment segment : open.values()) {
            try {
                segment.file().close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
