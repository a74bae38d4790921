package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.JournalKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The head of a frame, with a checksum of its own: it says which journal and which sequences a
 * frame has even when its body is damaged. {@code docs/record-format.md} has the layout.
 *
 * @param length of the whole frame
 * @param headerLength where the body begins
 * @param flags {@link #DELETE}, {@link #MARK}, {@link #FLOOR}, {@link #BLOB}, {@link #NAMES}
 * @param durable everything in the segment before this offset was durable when this was written
 * @param records how many
 * @param headLength of the journal's head body; -1 when the frame does not replace it
 * @param epoch the writer's fencing token
 * @param time of the records, in milliseconds
 * @param first sequence of the first record
 * @param bodyChecksum of what follows the header
 * @param floor records of the journal below this are given up; 0 when the frame does not say
 * @param key the journal; null in a mark
 */
record FrameHeader(
        int length,
        int headerLength,
        int flags,
        int durable,
        int records,
        int headLength,
        long epoch,
        long time,
        long first,
        int bodyChecksum,
        int floor,
        @Nullable JournalKey key) {

    static final int MAGIC = 0x444A4601; // "DJF" and the frame's version
    static final int FIXED = 64;

    /** Room for more fields. A bound, because bodies may hold a million false beginnings. */
    static final int MAX_HEADER = 1024;

    /** The frame removes its journal. */
    static final int DELETE = 1;

    /** The frame belongs to no journal: the log was opened or closed here. */
    static final int MARK = 2;

    /** Behind the key stands the journal's floor. */
    static final int FLOOR = 4;

    /** The body is a blob; tenant and id are the blob's. */
    static final int BLOB = 8;

    /** The body ends with the names of the blobs that the records name. */
    static final int NAMES = 16;

    /** What stood here was damaged when it was compacted; the body says where it was. */
    static final int LOST = 32;

    /** Each frame begins with it. */
    static final byte FIRST_BYTE = (byte) (MAGIC >>> 24);

    // offsets
    static final int HEADER_CHECKSUM = 4;
    static final int BODY_CHECKSUM = 8;
    static final int DURABLE = 24;

    boolean is(int flag) {
        return (flags & flag) != 0;
    }

    /** The sequence of the last record. */
    long last() {
        return first + records - 1;
    }

    /** Fills in what is known only when the frame's place is known. */
    static void seal(byte[] frame, long salt, int offset, int durable) {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        buffer.putInt(DURABLE, durable);
        int end = Short.toUnsignedInt(buffer.getShort(16));
        buffer.putInt(HEADER_CHECKSUM, Checksum.at(salt, offset, frame, BODY_CHECKSUM, end));
    }

    /**
     * Reads a header.
     *
     * @param bytes part of a segment
     * @param at where in bytes the frame would begin
     * @param limit where the bytes end
     * @param offset where in the segment it would begin
     * @return null when there is no whole header at this place
     */
    static @Nullable FrameHeader read(byte[] bytes, int at, int limit, long salt, long offset) {
        if (limit - at < FIXED) {
            return null;
        }
        ByteBuffer b = ByteBuffer.wrap(bytes);
        int headerLength = Short.toUnsignedInt(b.getShort(at + 16));
        if (b.getInt(at) != MAGIC
                || headerLength < FIXED
                || headerLength > Math.min(MAX_HEADER, limit - at)) {
            return null;
        }
        int expected = Checksum.at(salt, offset, bytes, at + BODY_CHECKSUM, at + headerLength);
        return b.getInt(at + HEADER_CHECKSUM) == expected
                ? parse(b, bytes, at, headerLength)
                : null;
    }

    private static FrameHeader parse(ByteBuffer b, byte[] bytes, int at, int headerLength) {
        return new FrameHeader(
                b.getInt(at + 12),
                headerLength,
                b.get(at + 18),
                b.getInt(at + DURABLE),
                b.getInt(at + 28),
                b.getInt(at + 32),
                b.getLong(at + 40),
                b.getLong(at + 48),
                b.getLong(at + 56),
                b.getInt(at + BODY_CHECKSUM),
                floor(b, at, headerLength),
                key(bytes, at));
    }

    private static int floor(ByteBuffer b, int at, int headerLength) {
        boolean present = (b.get(at + 18) & FLOOR) != 0 && headerLength >= FIXED + Integer.BYTES;
        return present ? b.getInt(at + headerLength - Integer.BYTES) : 0;
    }

    private static @Nullable JournalKey key(byte[] bytes, int at) {
        int tenant = Byte.toUnsignedInt(bytes[at + 19]);
        int kind = Byte.toUnsignedInt(bytes[at + 20]);
        int id = Byte.toUnsignedInt(bytes[at + 21]);
        if (tenant == 0) {
            return null;
        }
        String text = new String(bytes, at + FIXED, tenant + kind + id, StandardCharsets.US_ASCII);
        return new JournalKey(
                text.substring(0, tenant),
                text.substring(tenant, tenant + kind),
                text.substring(tenant + kind));
    }
}
