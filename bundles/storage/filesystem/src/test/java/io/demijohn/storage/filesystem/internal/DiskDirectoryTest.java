package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DiskDirectoryTest {

    private static final JournalKey KEY = new JournalKey("t", "k", "a");

    @TempDir private Path directory;

    private static void append(FileCheckpointStore store, int at, int bytes) {
        List<Append.Entry> entries = List.of(new Append.Entry(RecordType.ADMIT, new byte[bytes]));
        store.append(Append.of(KEY, at, store.epoch(), entries, new byte[0]))
                .toCompletableFuture()
                .join();
    }

    @Test
    void filesAreForTheirOwnerOnly() throws IOException {
        Path deep = directory.resolve("data/demijohn/journal");
        try (FileCheckpointStore store = Stores.onDisk(deep)) {
            append(store, 0, 1);
            assertThat(permissions(deep)).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(deep)) {
                assertThat(files.map(DiskDirectoryTest::permissions))
                        .isNotEmpty()
                        .containsOnly("rw-------");
            }
        }
    }

    @Test
    void anOpenDirectoryIsClosedToOthers() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Stores.onDisk(directory).close();
        assertThat(permissions(directory)).isEqualTo("rwx------");
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSecondOpenerOfThisProcessIsToldWhoOwnsIt() throws IOException {
        try (FileCheckpointStore store = Stores.onDisk(directory)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> Stores.onDisk(directory))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("in use by process " + ProcessHandle.current().pid())
                        .hasMessageContaining("stop that process")
                        .hasMessageContaining("io.demijohn.storage.filesystem.cfg");
            }
            append(store, 0, 1);
        }
        Stores.onDisk(directory).close(); // free again
    }

    @Test
    void aSecondProcessIsToldWhoOwnsIt() throws Exception {
        try (FileCheckpointStore store = Stores.onDisk(directory)) {
            append(store, 0, 1);
            Process second = CrashTest.fork(CrashWriter.class, directory.toString(), "1");
            String output = new String(second.getInputStream().readAllBytes());
            assertThat(second.waitFor()).isEqualTo(2);
            assertThat(output)
                    .contains("in use by process " + ProcessHandle.current().pid() + ":")
                    .hasLineCount(1);
        }
    }

    @Test
    void aLockFileOfADeadProcessDoesNotMatter() throws IOException {
        Files.writeString(directory.resolve("lock"), "999999\n");
        Stores.onDisk(directory).close();
    }

    @Test
    void anUnwritableDirectoryIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> Stores.onDisk(file.resolve("journal")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file");
    }

    @Test
    void interruptedReadersGetTheirRecordsAndDisturbNobody() throws Exception {
        try (FileCheckpointStore store = Stores.onDisk(directory)) {
            for (int i = 0; i < 20; i++) {
                append(store, i, 300_000);
            }
            AtomicBoolean running = new AtomicBoolean(true);
            AtomicInteger reads = new AtomicInteger();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> readers = new ArrayList<>();
            for (int r = 0; r < 4; r++) {
                readers.add(
                        new Thread(
                                () -> {
                                    try {
                                        while (running.get()) {
                                            Thread.interrupted();
                                            assertThat(store.read(KEY, 1, 20)).hasSize(20);
                                            reads.incrementAndGet();
                                        }
                                    } catch (Throwable e) {
                                        failure.set(e);
                                    }
                                }));
            }
            readers.forEach(Thread::start);
            while (reads.get() < 200 && failure.get() == null) {
                readers.forEach(Thread::interrupt);
            }
            running.set(false);
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(failure.get()).isNull();
            append(store, 20, 1);
        }
    }

    @Test
    void optionsOutOfRangeNameTheFieldAndTheFile() {
        assertThatThrownBy(() -> new LogOptions(1, 1, 64L << 20, 1 << 20).checked())
                .hasMessageContaining("segment.bytes must be from")
                .hasMessageContaining("etc/io.demijohn.storage.filesystem.cfg");
        assertThatThrownBy(() -> new LogOptions(64L << 20, 0, 64L << 20, 1 << 20).checked())
                .hasMessageContaining("queue.records");
        assertThatThrownBy(() -> new LogOptions(64L << 20, 1, 1, 1 << 20).checked())
                .hasMessageContaining("queue.bytes");
        assertThatThrownBy(() -> new LogOptions(64L << 20, 1, 64L << 20, 0).checked())
                .hasMessageContaining("record.max.bytes");
        assertThat(LogOptions.DEFAULT.checked()).isSameAs(LogOptions.DEFAULT);
    }
}
