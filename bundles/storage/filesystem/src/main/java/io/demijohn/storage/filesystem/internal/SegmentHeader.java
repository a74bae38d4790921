package io.demijohn.storage.filesystem.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a segment, kept twice because without its salt nothing in the segment can be
 * read.
 *
 * @param version of the format
 * @param number the segment's place in the order
 * @param salt random; part of every checksum in the segment
 * @param epoch under which the segment was begun; in a compacted one the largest that was in it
 * @param previousEnd where the frames of the segment before end; 0 when unknown
 * @param last the last number that was compacted into it; its own number otherwise
 * @param generation how often its content was compacted
 * @param cleanedAt the segment that was written to when it was compacted: what was dead before that
 *     is not in it; 0 otherwise
 * @param end where its frames end; 0 when it was not compacted
 */
record SegmentHeader(
        int version,
        int number,
        long salt,
        long epoch,
        int previousEnd,
        int last,
        int generation,
        int cleanedAt,
        int end) {

    /** 1 knew no floors, blobs or compaction; what it wrote is read, and not appended to. */
    static final int VERSION = 2;

    private static final int MAGIC = 0x444A4C00; // "DJL" and the format's version
    private static final int BLOCK = 4096;

    /** Both copies; the first frame begins here. */
    static final int LENGTH = 2 * BLOCK;

    /** Of a segment that is appended to. */
    static SegmentHeader plain(int number, long salt, long epoch, int previousEnd) {
        return new SegmentHeader(VERSION, number, salt, epoch, previousEnd, number, 0, 0, 0);
    }

    SegmentName name() {
        return new SegmentName(number, last, generation);
    }

    String fileName() {
        return name().file();
    }

    boolean isCompacted() {
        return generation > 0;
    }

    ByteBuffer encode() {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        block.putInt(MAGIC | version).putInt(number).putLong(salt).putLong(epoch);
        block.putInt(previousEnd);
        if (isCompacted()) {
            block.putInt(last).putInt(generation).putInt(cleanedAt).putInt(end);
        }
        block.putInt(BLOCK - 4, Checksum.of(block.array(), 0, BLOCK - 4));
        return ByteBuffer.allocate(LENGTH).put(block.array()).put(block.array()).flip();
    }

    /** The header of a segment, from whichever copy is whole. */
    static @Nullable SegmentHeader decode(byte[] file, int size, String path) throws IOException {
        SegmentHeader first = block(file, 0, size, path);
        return first != null ? first : block(file, BLOCK, size, path);
    }

    /** Whether both copies are whole. */
    static boolean isIntact(byte[] file) {
        return file.length >= LENGTH
                && Arrays.equals(file, 0, BLOCK, file, BLOCK, LENGTH)
                && valid(file, 0);
    }

    private static @Nullable SegmentHeader block(byte[] file, int at, int size, String path)
            throws IOException {
        if (size < at + BLOCK || !valid(file, at)) {
            return null;
        }
        ByteBuffer block = ByteBuffer.wrap(file, at, BLOCK);
        int magic = block.getInt();
        int version = magic & 0xff;
        if ((magic & ~0xff) != MAGIC || version > VERSION) {
            throw new IOException(
                    path
                            + " has format version "
                            + version
                            + ", this version reads up to "
                            + VERSION
                            + ": start the newer Demijohn again, or restore an older backup.");
        }
        return decode(version, block);
    }

    private static SegmentHeader decode(int version, ByteBuffer b) {
        int number = b.getInt();
        long salt = b.getLong();
        long epoch = b.getLong();
        int previousEnd = b.getInt();
        int last = b.getInt();
        return new SegmentHeader(
                version,
                number,
                salt,
                epoch,
                previousEnd,
                last == 0 ? number : last,
                b.getInt(),
                b.getInt(),
                b.getInt());
    }

    private static boolean valid(byte[] file, int at) {
        ByteBuffer block = ByteBuffer.wrap(file, at, BLOCK);
        int stored = block.getInt(at + BLOCK - 4);
        return stored == Checksum.of(file, at, at + BLOCK - 4) && block.getInt(at) != 0;
    }
}
