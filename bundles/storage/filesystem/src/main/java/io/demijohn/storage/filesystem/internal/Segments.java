package io.demijohn.storage.filesystem.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The open segments, for readers. */
final class Segments implements Closeable, Usage {

    /** Most frames fit, so most reads are one call. */
    private static final int FIRST_READ = 4096;

    /** The JDK keeps a direct buffer of the largest read per thread: read in pieces. */
    private static final int PIECE = 128 * 1024;

    private final Map<Integer, Segment> open = new ConcurrentHashMap<>();
    private final AtomicInteger handles = new AtomicInteger();

    /** A place's segment has been compacted away: the index knows the new place. */
    static final class Moved extends IOException {
        private static final long serialVersionUID = 1L;

        Moved() {
            super("the record was moved");
        }
    }

    /** Makes a file readable. */
    Segment add(SegmentHeader header, LogFile file) {
        Segment segment = prepare(header, file);
        open(segment);
        return segment;
    }

    /** As above, but nobody can see it yet. */
    Segment prepare(SegmentHeader header, LogFile file) {
        return new Segment(handles.incrementAndGet(), header, file);
    }

    void open(Segment segment) {
        open.put(segment.handle(), segment);
    }

    /** Ends reading from a file; its places are not in the index any more. */
    void drop(Segment segment) throws IOException {
        open.remove(segment.handle());
        segment.file().close();
    }

    @Override
    public void add(long place, int bytes) {
        Segment segment = bytes == 0 || place == Place.LOST ? null : open.get(Place.segment(place));
        if (segment != null) {
            segment.live().addAndGet(bytes);
        }
    }

    /** A removal's frame. */
    void buried(long place, int size, int born) {
        Segment segment = open.get(Place.segment(place));
        if (segment != null) {
            segment.buried(Place.offset(place), size, born);
        }
    }

    @Override
    public int number(long place) {
        Segment segment = open.get(Place.segment(place));
        return segment == null ? 0 : segment.first();
    }

    /** The segment that a place is in. */
    Segment at(long place) throws IOException {
        Segment segment = open.get(Place.segment(place));
        if (segment == null) {
            throw new Moved();
        }
        return segment;
    }

    /** All, in the order of the log. */
    List<Segment> inOrder() {
        return open.values().stream()
                .filter(segment -> !segment.isRetired())
                .sorted(Comparator.comparingInt(Segment::first))
                .toList();
    }

    int size() {
        return inOrder().size();
    }

    /** Bytes of all files, as far as they have frames. */
    long bytes() {
        return inOrder().stream().mapToLong(Segment::end).sum();
    }

    long liveBytes() {
        return inOrder().stream().mapToLong(s -> s.live().get()).sum();
    }

    long deadBytes() {
        return inOrder().stream().mapToLong(Segment::dead).sum();
    }

    /** Reads and verifies the frame at a place. */
    PlacedFrame read(long place) throws IOException {
        Segment segment = at(place);
        try {
            return read(segment, Place.offset(place));
        } catch (IOException e) {
            at(place); // or it has moved, and that is why
            throw e;
        }
    }

    private static PlacedFrame read(Segment segment, int offset) throws IOException {
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
        String where = segment.file().path() + ":" + offset;
        if (header.is(FrameHeader.LOST)) {
            throw Refusals.corrupt(
                    "Lost before it was compacted into " + where + ": " + frame.text());
        }
        return new PlacedFrame(header, frame, where);
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
