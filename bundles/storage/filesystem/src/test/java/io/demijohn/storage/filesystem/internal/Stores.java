package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.clock.TickClock;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.file.Path;

/** Stores for tests. */
final class Stores {

    /** Segments of a few frames, so that tests cross their borders often. */
    static final LogOptions SMALL = new LogOptions(24 * 1024, 1000, 1 << 20, 8 * 1024);

    private Stores() {}

    static FileCheckpointStore small(Directory directory) throws IOException {
        return open(directory, SMALL);
    }

    /** What a store counts as live is what one counts that reads the whole log. */
    static void checkUsage(FileCheckpointStore store, Disk disk) throws IOException {
        Disk copy = disk.copy();
        if (copy.list().contains(SavedIndex.NAME)) {
            copy.lose(SavedIndex.NAME);
        }
        try (FileCheckpointStore other = small(copy)) {
            assertThat(store.liveBytes()).as("live bytes").isEqualTo(other.liveBytes());
        }
    }

    static FileCheckpointStore onDisk(Path path) throws IOException {
        return open(DiskDirectory.open(path), LogOptions.DEFAULT);
    }

    static FileCheckpointStore open(Directory directory, LogOptions options) throws IOException {
        return open(directory, options, TickClock.system());
    }

    static FileCheckpointStore open(Directory directory, LogOptions options, TickClock clock)
            throws IOException {
        return FileCheckpointStore.open(
                directory, options, clock, new LogMeters(OpenTelemetry.noop()));
    }
}
