package io.demijohn.storage.filesystem.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The file that compaction prepares beside the ones that it is to replace. */
final class CompactedFile implements Closeable {

    private static final int STAGING = 1 << 18;

    /** Small enough that the committer's own fsyncs do not wait long behind it. */
    private static final int FORCED_AT_ONCE = 4 << 20;

    private final Directory directory;
    private final SegmentHeader plan;
    private final String unfinished;
    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING);
    private @Nullable LogFile file;
    private int position = SegmentHeader.LENGTH;
    private int written = SegmentHeader.LENGTH;
    private int forced = SegmentHeader.LENGTH;

    /**
     * An empty file.
     *
     * @param plan its header, but for epoch and end
     */
    CompactedFile(Directory directory, SegmentHeader plan) throws IOException {
        this.directory = directory;
        this.plan = plan;
        this.unfinished = plan.fileName() + LogFiles.UNFINISHED;
        if (directory.list().contains(unfinished)) {
            directory.remove(unfinished);
        }
        this.file = directory.open(unfinished);
    }

    private LogFile file() throws IOException {
        if (file == null) {
            throw new IOException(unfinished + " is closed");
        }
        return file;
    }

    int position() {
        return position;
    }

    /** Adds a frame; returns its offset. */
    int add(byte[] frame) throws IOException {
        FrameHeader.seal(frame, plan.salt(), position, SegmentHeader.LENGTH);
        for (int from = 0; from < frame.length; ) {
            int n = Math.min(staging.remaining(), frame.length - from);
            staging.put(frame, from, n);
            from += n;
            if (!staging.hasRemaining()) {
                flush();
            }
        }
        int offset = position;
        position += frame.length;
        return offset;
    }

    private void flush() throws IOException {
        staging.flip();
        int n = staging.remaining();
        file().writeFully(staging, written);
        written += n;
        staging.clear();
        if (written - forced >= FORCED_AT_ONCE) {
            ForceFailed.guard(file()::force);
            forced = written;
        }
    }

    /** Makes it durable, then gives it its name. */
    Finished finish(long epoch) throws IOException {
        flush();
        SegmentHeader header =
                new SegmentHeader(
                        SegmentHeader.VERSION,
                        plan.number(),
                        plan.salt(),
                        epoch,
                        plan.previousEnd(),
                        plan.last(),
                        plan.generation(),
                        plan.cleanedAt(),
                        position);
        file().writeFully(header.encode(), 0);
        ForceFailed.guard(file()::force);
        close();
        directory.rename(unfinished, header.fileName());
        ForceFailed.guard(directory::force);
        return new Finished(header, directory.open(header.fileName()));
    }

    /** A compacted file under its name. */
    record Finished(SegmentHeader header, LogFile file) {}

    /** Gives up what was prepared. */
    void discard() throws IOException {
        close();
        if (directory.list().contains(unfinished)) {
            directory.remove(unfinished);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
