package io.demijohn.storage.filesystem.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** An open file of frames. */
final class Segment {

    private final int handle;
    private final SegmentHeader header;
    private final LogFile file;
    private final AtomicLong live = new AtomicLong();
    private final Tombstones tombstones = new Tombstones();
    private volatile boolean retired;
    private volatile int end = SegmentHeader.LENGTH;

    /**
     * An open segment.
     *
     * @param handle names it in a {@link Place}: never used for another file while the log is open
     * @param header what its file says about it
     * @param file the bytes
     */
    Segment(int handle, SegmentHeader header, LogFile file) {
        this.handle = handle;
        this.header = header;
        this.file = file;
    }

    int handle() {
        return handle;
    }

    SegmentHeader header() {
        return header;
    }

    int first() {
        return header.number();
    }

    int last() {
        return header.last();
    }

    long salt() {
        return header.salt();
    }

    LogFile file() {
        return file;
    }

    String fileName() {
        return header.fileName();
    }

    /** What a segment as it is appended is called. */
    static String name(int number) {
        return SegmentName.of(number);
    }

    /** Where its frames end. */
    int end() {
        return end;
    }

    void end(int offset) {
        end = offset;
    }

    /** Bytes of its frames. */
    long size() {
        return (long) end - SegmentHeader.LENGTH;
    }

    /** Bytes in it that are still needed. */
    AtomicLong live() {
        return live;
    }

    /** Bytes in it that are not needed any more. */
    long dead() {
        return Math.max(0, size() - live.get());
    }

    /** A removal at this offset is needed for as long as older segments have frames of it. */
    void buried(int offset, int size, int born) {
        if (tombstones.add(offset, size, born)) {
            live.addAndGet(size);
        }
    }

    void buried(Tombstones all) {
        tombstones.addAll(all);
        live.addAndGet(all.bytes());
    }

    /** Takes its removals from the saved index. */
    void read(DataInputStream in) throws IOException {
        live.addAndGet(tombstones.read(in));
    }

    /** Another file stands for it from now on; it is read only by who has its places still. */
    void retire() {
        retired = true;
    }

    boolean isRetired() {
        return retired;
    }

    Tombstones tombstones() {
        return tombstones;
    }
}
