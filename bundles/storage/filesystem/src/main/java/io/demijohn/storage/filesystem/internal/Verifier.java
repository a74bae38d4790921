package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.Verification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads all frames of all segments, and blobs against their names. */
final class Verifier {

    private static final int TOLD = 100;

    private final Work work;
    private final List<String> damages = new ArrayList<>();
    private long damageCount;
    private long files;
    private long bytes;
    private long records;
    private long blobs;

    Verifier(Work work) {
        this.work = work;
    }

    void verify(Segment segment) throws IOException {
        FrameWalk walk =
                new FrameWalk(segment.file(), segment.salt(), SegmentHeader.LENGTH, segment.end());
        int end = SegmentHeader.LENGTH;
        for (Stretch s = walk.next(); s != null; s = walk.next()) {
            verify(segment, s);
            work.did(s.end() - s.offset());
            bytes += s.end() - s.offset();
            end = s.end();
        }
        if (end < segment.end()) {
            String what = "frames are missing";
            damaged(new Damage(segment.file().path(), end, segment.end() - end, what));
        }
        files++;
    }

    private void verify(Segment segment, Stretch s) {
        FrameHeader header = s.header();
        Frame frame = s.frame();
        if (header == null || frame == null || header.is(FrameHeader.LOST)) {
            damaged(s.damage(segment.file().path()));
        } else if (header.is(FrameHeader.BLOB)) {
            blob(segment, s, header, frame);
        } else {
            records += header.records();
        }
    }

    private void blob(Segment segment, Stretch s, FrameHeader header, Frame frame) {
        String id = header.key() == null ? "" : header.key().id();
        if (BlobId.of(frame.body()).sha256().equals(id)) {
            blobs++;
        } else {
            damaged(s.damage(segment.file().path()));
        }
    }

    private void damaged(Damage damage) {
        damageCount++;
        if (damages.size() < TOLD) {
            damages.add(damage.toString());
        }
    }

    Verification result() {
        return new Verification(files, bytes, records, blobs, damages, damageCount);
    }
}
