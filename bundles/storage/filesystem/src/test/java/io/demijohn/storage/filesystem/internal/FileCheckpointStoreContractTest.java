package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.clock.TickClock;
import io.demijohn.testkit.checkpoint.CheckpointStoreContract;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class FileCheckpointStoreContractTest extends CheckpointStoreContract {

    @TempDir private Path directory;

    @Override
    protected CheckpointStore open() throws Exception {
        return FileCheckpointStore.open(
                DiskDirectory.open(directory),
                LogOptions.DEFAULT,
                TickClock.system(),
                new LogMeters(OpenTelemetry.noop()));
    }

    @Override
    protected void close(CheckpointStore opened) throws Exception {
        ((FileCheckpointStore) opened).close();
    }
}
