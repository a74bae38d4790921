package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.JournalKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a segment: a frame, or bytes between frames.
 *
 * @param offset where it begins
 * @param end where it ends
 * @param header null when no header was found
 * @param frame null when it is not whole; valid until the walk goes on
 */
record Stretch(int offset, int end, @Nullable FrameHeader header, @Nullable Frame frame) {

    boolean whole() {
        return frame != null;
    }

    /** The same, valid for ever. */
    Stretch detached() {
        return frame == null ? this : new Stretch(offset, end, header, frame.detached());
    }

    Placed placed(FrameHeader header, JournalKey key, long place) {
        boolean lost = frame == null || header.is(FrameHeader.LOST);
        return new Placed(
                key,
                header.is(FrameHeader.DELETE),
                header.first(),
                header.records(),
                header.epoch(),
                header.floor(),
                lost || frame == null ? null : frame.head(),
                lost && header.headLength() >= 0,
                frame == null ? List.of() : frame.blobs(),
                place,
                header.length() - Math.max(0, header.headLength()));
    }

    Damage damage(String path) {
        return new Damage(path, offset, end - offset, what());
    }

    private String what() {
        if (frame != null && header != null && header.is(FrameHeader.LOST)) {
            return "lost before it was compacted: " + frame.text();
        }
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
