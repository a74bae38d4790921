package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.JournalKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Turns a group into one frame: one frame is one atom, so a group is there whole or not at all. */
final class FrameEncoder {

    private static final int RECORD_HEADER = 5;
    private static final byte[] NONE = new byte[0];

    private FrameEncoder() {}

    /** How long the frame will be, without the blobs that the group carries. */
    static long length(Append group) {
        long length = headerLength(group.key(), (int) group.floor());
        length += group.head().map(head -> head.length).orElse(0);
        for (Append.Entry entry : group.entries()) {
            length += RECORD_HEADER + entry.body().length;
        }
        int names = names(group);
        return length + (names == 0 ? 0 : Integer.BYTES + (long) names * BlobRef.LENGTH);
    }

    private static int names(Append group) {
        int names = 0;
        for (Append.Entry entry : group.entries()) {
            names += entry.blobs().size();
        }
        return names;
    }

    private static int headerLength(@Nullable JournalKey key, int floor) {
        int length = FrameHeader.FIXED + (floor > 0 ? Integer.BYTES : 0);
        return key == null
                ? length
                : length + key.tenant().length() + key.kind().length() + key.id().length();
    }

    /** The frame, but for what {@link FrameHeader#seal} fills in. */
    static byte[] encode(Append group, long epoch, long time) {
        byte[] frame = new byte[(int) length(group)];
        ByteBuffer b = ByteBuffer.wrap(frame);
        int names = names(group);
        int flags = group.delete() ? FrameHeader.DELETE : names > 0 ? FrameHeader.NAMES : 0;
        int head = group.head().map(body -> body.length).orElse(-1);
        header(b, group.key(), flags, (int) group.floor());
        b.putInt(28, group.entries().size()).putInt(32, head);
        b.putLong(40, epoch).putLong(48, time).putLong(56, group.expectedSequence() + 1);
        b.put(group.head().orElse(NONE));
        for (Append.Entry entry : group.entries()) {
            b.put((byte) entry.type().code()).putInt(entry.body().length).put(entry.body());
        }
        if (names > 0) {
            names(b, group, names);
        }
        return checked(b, frame);
    }

    private static void names(ByteBuffer b, Append group, int names) {
        for (int i = 0; i < group.entries().size(); i++) {
            for (BlobId id : group.entries().get(i).blobs()) {
                b.putInt(i);
                BlobKey.of(group.key().tenant(), id).write(b);
            }
        }
        b.putInt(names);
    }

    /** A frame without a journal: proof that everything before it was durable. */
    static byte[] mark(long epoch, long time) {
        byte[] frame = new byte[FrameHeader.FIXED];
        ByteBuffer b = ByteBuffer.wrap(frame);
        header(b, null, FrameHeader.MARK, 0);
        b.putInt(32, -1).putLong(40, epoch).putLong(48, time);
        return checked(b, frame);
    }

    /** A frame that is a blob. */
    static byte[] blob(BlobKey key, byte[] body, long epoch, long time) {
        JournalKey name = key.journalKey();
        byte[] frame = new byte[headerLength(name, 0) + body.length];
        ByteBuffer b = ByteBuffer.wrap(frame);
        header(b, name, FrameHeader.BLOB, 0);
        b.putInt(32, -1).putLong(40, epoch).putLong(48, time).put(body);
        return checked(b, frame);
    }

    /** A copy of a frame with what compaction keeps of it. */
    static byte[] copy(FrameHeader of, byte[] body, Journal.Keep keep, int floor) {
        int head = Math.max(0, of.headLength());
        boolean records = keep != Journal.Keep.HEAD;
        boolean hasHead = keep != Journal.Keep.RECORDS && of.headLength() >= 0;
        int from = hasHead ? 0 : head;
        int to = records ? body.length : head;
        int flags = of.flags() & ~FrameHeader.FLOOR & (records ? ~0 : ~FrameHeader.NAMES);
        byte[] frame = new byte[headerLength(of.key(), floor) + to - from];
        ByteBuffer b = ByteBuffer.wrap(frame);
        header(b, of.key(), flags, floor);
        b.putInt(28, records ? of.records() : 0).putInt(32, hasHead ? of.headLength() : -1);
        b.putLong(40, of.epoch()).putLong(48, of.time());
        b.putLong(56, records ? of.first() : of.last() + 1);
        return checked(b.put(body, from, to - from), frame);
    }

    /**
     * Stands for what cannot be read any more.
     *
     * @param of the header of the damaged frame; null when it is not known
     * @param where the damage was
     */
    static byte[] lost(@Nullable FrameHeader of, String where, int floor) {
        byte[] text = where.getBytes(StandardCharsets.UTF_8);
        JournalKey key = of == null ? null : of.key();
        int kind = of == null || key == null ? FrameHeader.MARK : of.flags() & FrameHeader.BLOB;
        byte[] frame = new byte[headerLength(key, floor) + text.length];
        ByteBuffer b = ByteBuffer.wrap(frame);
        header(b, key, kind | FrameHeader.LOST, floor);
        b.putInt(28, of == null ? 0 : of.records());
        b.putInt(32, of != null && of.headLength() >= 0 ? 0 : -1);
        if (of != null) {
            b.putLong(40, of.epoch()).putLong(48, of.time()).putLong(56, of.first());
        }
        return checked(b.put(text), frame);
    }

    /** Leaves the buffer at the header's end. */
    private static void header(ByteBuffer b, @Nullable JournalKey key, int flags, int floor) {
        int length = headerLength(key, floor);
        b.putInt(0, FrameHeader.MAGIC).putInt(12, b.capacity()).putShort(16, (short) length);
        b.put(18, (byte) (floor > 0 ? flags | FrameHeader.FLOOR : flags));
        b.position(FrameHeader.FIXED);
        if (key != null) {
            b.put(19, (byte) key.tenant().length());
            b.put(20, (byte) key.kind().length());
            b.put(21, (byte) key.id().length());
            String text = key.tenant() + key.kind() + key.id();
            b.put(text.getBytes(StandardCharsets.US_ASCII));
        }
        if (floor > 0) {
            b.putInt(floor);
        }
    }

    private static byte[] checked(ByteBuffer b, byte[] frame) {
        int from = Short.toUnsignedInt(b.getShort(16));
        b.putInt(FrameHeader.BODY_CHECKSUM, Checksum.of(frame, from, frame.length));
        return frame;
    }
}
