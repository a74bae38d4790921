package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.RecordType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole frame in memory, with its checksums verified. */
final class Frame {

    private final FrameHeader header;
    private final byte[] bytes;
    private final int at;

    private Frame(FrameHeader header, byte[] bytes, int at) {
        this.header = header;
        this.bytes = bytes;
        this.at = at;
    }

    /** The frame at this place; null when its body is not all there or does not match. */
    static @Nullable Frame of(FrameHeader header, byte[] bytes, int at, int limit) {
        if (header.length() < header.headerLength() || header.length() > limit - at) {
            return null;
        }
        int sum = Checksum.of(bytes, at + header.headerLength(), at + header.length());
        return sum == header.bodyChecksum() ? new Frame(header, bytes, at) : null;
    }

    /** The journal's new head body; null when the frame keeps the one before. */
    byte @Nullable [] head() {
        int from = at + header.headerLength();
        return header.headLength() < 0
                ? null
                : Arrays.copyOfRange(bytes, from, from + header.headLength());
    }

    /** What the records name. */
    List<BlobRef> blobs() {
        JournalKey key = header.key();
        if (!header.is(FrameHeader.NAMES) || key == null) {
            return List.of();
        }
        int end = at + header.length() - Integer.BYTES;
        int count = ByteBuffer.wrap(bytes).getInt(end);
        int from = end - count * BlobRef.LENGTH;
        ByteBuffer b = ByteBuffer.wrap(bytes, from, end - from);
        List<BlobRef> refs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            refs.add(new BlobRef(b.getInt(), BlobKey.read(key.tenant(), b)));
        }
        return refs;
    }

    /** The same, with bytes of its own. */
    Frame detached() {
        return new Frame(header, Arrays.copyOfRange(bytes, at, at + header.length()), 0);
    }

    /** What a frame says that stands for a lost one. */
    String text() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    /** What follows the header. */
    byte[] body() {
        return Arrays.copyOfRange(bytes, at + header.headerLength(), at + header.length());
    }

    List<JournalRecord> records() {
        int from = at + header.headerLength() + Math.max(0, header.headLength());
        ByteBuffer b = ByteBuffer.wrap(bytes, from, at + header.length() - from);
        Instant time = Instant.ofEpochMilli(header.time());
        List<JournalRecord> records = new ArrayList<>(header.records());
        for (int i = 0; i < header.records(); i++) {
            RecordType type = RecordType.of(Byte.toUnsignedInt(b.get()));
            byte[] body = new byte[b.getInt()];
            b.get(body);
            records.add(new JournalRecord(header.first() + i, type, time, body));
        }
        return records;
    }
}
