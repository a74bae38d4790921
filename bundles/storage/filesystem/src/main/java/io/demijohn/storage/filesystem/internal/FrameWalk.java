package io.demijohn.storage.filesystem.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the frames of a segment in order, also behind damaged places: there it looks for the
 * next header that matches its checksum at its offset. Reads a piece at a time.
 */
final class FrameWalk {

    private static final int PIECE = 1 << 18;

    private final LogFile file;
    private final long salt;
    private final int limit;
    private byte[] window = new byte[PIECE];
    private int base; // the offset of the window's first byte
    private int filled; // how many bytes of it are there
    private int at;

    /**
     * A walk over some of a segment.
     *
     * @param from where a frame begins
     * @param limit where to end; not behind the file's end
     */
    FrameWalk(LogFile file, long salt, int from, int limit) {
        this.file = file;
        this.salt = salt;
        this.limit = limit;
        this.at = from;
        this.base = from;
    }

    /** The next stretch; null when there is nothing but zeros. */
    @Nullable Stretch next() throws IOException {
        if (at >= limit) {
            return null;
        }
        FrameHeader header = header(at);
        return header == null ? gap() : frame(header);
    }

    private @Nullable FrameHeader header(int offset) throws IOException {
        int n = load(offset, FrameHeader.MAX_HEADER);
        int from = offset - base;
        return FrameHeader.read(window, from, from + n, salt, offset);
    }

    private Stretch frame(FrameHeader header) throws IOException {
        int end = (int) Math.min(limit, (long) at + header.length());
        int n = load(at, end - at);
        int from = at - base;
        Stretch stretch = new Stretch(at, end, header, Frame.of(header, window, from, from + n));
        at = Math.max(end, at + 1);
        return stretch;
    }

    private @Nullable Stretch gap() throws IOException {
        int from = at;
        int dirty = from; // behind the last byte that is not zero
        for (int next = from; next < limit; next++) {
            byte b = byteAt(next);
            if (next > from && b == FrameHeader.FIRST_BYTE && header(next) != null) {
                at = next;
                return new Stretch(from, next, null, null);
            }
            dirty = b == 0 ? dirty : next + 1;
        }
        at = limit;
        return dirty == from ? null : new Stretch(from, dirty, null, null);
    }

    private byte byteAt(int offset) throws IOException {
        if (offset >= base + filled) {
            load(offset, 1);
        }
        return window[offset - base];
    }

    /** Makes bytes present, as far as the walk goes; returns how many there are. */
    private int load(int offset, int wanted) throws IOException {
        int n = Math.min(wanted, limit - offset);
        if (offset + n > base + filled) {
            slide(offset, n);
        }
        return Math.min(n, base + filled - offset);
    }

    private void slide(int offset, int n) throws IOException {
        int kept = Math.max(0, base + filled - offset);
        byte[] into = n > window.length ? new byte[n] : window;
        System.arraycopy(window, offset - base, into, 0, kept);
        window = into;
        base = offset;
        filled = kept;
        int end = Math.min(window.length, limit - base);
        while (filled < end) {
            int size = Math.min(PIECE, end - filled);
            ByteBuffer piece = ByteBuffer.wrap(window, filled, size);
            file.readFully(piece, (long) base + filled);
            int read = size - piece.remaining();
            if (read < size) { // the file is shorter than it was
                Arrays.fill(window, filled + read, filled + size, (byte) 0);
            }
            filled += size;
        }
    }
}
