package io.demijohn.tenants.internal.usage;

import io.demijohn.tenants.internal.file.AtomicFile;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Counts in a mapped file. A process that is killed leaves its mapped pages to the system, so the
 * next one knows how many records the last one had accepted, though it had no time to write them.
 * (When the machine itself goes down the counts may be old; then the log's own numbers tell.)
 */
final class Tally {

    private static final VarHandle LONGS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ACCEPTED = 0;
    private static final int BEGUN = 8;
    private static final int ENDED = 16;
    private static final int BYTES = 24;

    private final ByteBuffer counts;

    Tally(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, AtomicFile.permissions(file, "rw-------"));
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            counts = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES);
        }
    }

    long accepted() {
        return (long) LONGS.getVolatile(counts, ACCEPTED);
    }

    /** Calls that had begun and have not ended. */
    long underWay() {
        return Math.max(
                0,
                (long) LONGS.getVolatile(counts, BEGUN) - (long) LONGS.getVolatile(counts, ENDED));
    }

    void reset(long accepted) {
        LONGS.setVolatile(counts, ACCEPTED, accepted);
        LONGS.setVolatile(counts, BEGUN, 0L);
        LONGS.setVolatile(counts, ENDED, 0L);
    }

    void accept() {
        LONGS.getAndAdd(counts, ACCEPTED, 1L);
    }

    void begin() {
        LONGS.getAndAdd(counts, BEGUN, 1L);
    }

    void end() {
        LONGS.getAndAdd(counts, ENDED, 1L);
    }
}
