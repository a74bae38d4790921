package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.JournalKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Turns a group into one frame: one frame is one atom, so a group is there whole or not at all. */
final class FrameEncoder {

    private static final int RECORD_HEADER = 5;
    private static final byte[] NONE = new byte[0];

    private FrameEncoder() {}

    /** How long the frame will be. */
    static long length(Append group) {
        long length = FrameHeader.FIXED;
        length += text(group.key()).length();
        length += group.head().map(head -> head.length).orElse(0);
        for (Append.Entry entry : group.entries()) {
            length += RECORD_HEADER + entry.body().length;
        }
        return length;
    }

    /** The frame, but for what {@link FrameHeader#seal} fills in. */
    static byte[] encode(Append group, long epoch, long time) {
        byte[] frame = new byte[(int) length(group)];
        ByteBuffer b = ByteBuffer.wrap(frame);
        byte[] key = text(group.key()).getBytes(StandardCharsets.US_ASCII);
        int flags = group.delete() ? FrameHeader.DELETE : 0;
        int head = group.head().map(body -> body.length).orElse(-1);
        fixed(b, key.length, flags, group.entries().size(), head);
        b.put(19, (byte) group.key().tenant().length());
        b.put(20, (byte) group.key().kind().length());
        b.put(21, (byte) group.key().id().length());
        b.putLong(40, epoch).putLong(48, time).putLong(56, group.expectedSequence() + 1);
        b.position(FrameHeader.FIXED).put(key).put(group.head().orElse(NONE));
        for (Append.Entry entry : group.entries()) {
            b.put((byte) entry.type().code()).putInt(entry.body().length).put(entry.body());
        }
        return checked(b, frame);
    }

    /** A frame without a journal: proof that everything before it was durable. */
    static byte[] mark(long epoch, long time) {
        byte[] frame = new byte[FrameHeader.FIXED];
        ByteBuffer b = ByteBuffer.wrap(frame);
        fixed(b, 0, FrameHeader.MARK, 0, -1);
        b.putLong(40, epoch).putLong(48, time);
        return checked(b, frame);
    }

    private static void fixed(ByteBuffer b, int key, int flags, int records, int head) {
        b.putInt(0, FrameHeader.MAGIC).putInt(12, b.capacity());
        b.putShort(16, (short) (FrameHeader.FIXED + key)).put(18, (byte) flags);
        b.putInt(28, records).putInt(32, head);
    }

    private static byte[] checked(ByteBuffer b, byte[] frame) {
        int from = Short.toUnsignedInt(b.getShort(16));
        b.putInt(FrameHeader.BODY_CHECKSUM, Checksum.of(frame, from, frame.length));
        return frame;
    }

    private static String text(JournalKey key) {
        return key.tenant() + key.kind() + key.id();
    }
}
