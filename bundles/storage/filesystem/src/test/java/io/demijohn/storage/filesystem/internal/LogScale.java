package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * What a hundred thousand idle journals cost: time to open, heap each, time to read a long one.
 *
 * <pre>java -cp ... io.demijohn.storage.filesystem.internal.LogScale DIRECTORY</pre>
 */
final class LogScale {

    private static final int JOURNALS = 100_000;
    private static final int RECORDS = Integer.getInteger("demijohn.records", 4);
    private static final int LONG = 2_000;

    private LogScale() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        write(directory);
        System.out.printf("index: %,d bytes%n", Files.size(directory.resolve(SavedIndex.NAME)));
        open(directory, "with the saved index");
        Files.delete(directory.resolve(SavedIndex.NAME));
        open(directory, "without");
    }

    private static void open(Path directory, String how) throws IOException {
        long before = heap();
        long begun = System.nanoTime();
        try (FileCheckpointStore store = Stores.onDisk(directory)) {
            System.out.printf("opened %s in %d ms%n", how, millis(begun));
            System.out.printf("%,d bytes of log%n", store.maintenance().statistics().bytes());
            System.out.printf("heap per journal: %d bytes%n", (heap() - before) / JOURNALS);
            JournalKey key = new JournalKey("tenant", "thread", "long");
            for (int i = 0; i < 3; i++) {
                long reading = System.nanoTime();
                int read = store.read(key, 1, LONG).size();
                System.out.printf("read %d records in %d ms%n", read, millis(reading));
            }
        }
    }

    private static void write(Path directory) throws IOException {
        try (FileCheckpointStore store = Stores.onDisk(directory)) {
            write(store, new Semaphore(4_000));
            long begun = System.nanoTime();
            store.saveIndex();
            System.out.printf("index saved in %d ms%n", millis(begun));
        }
    }

    private static void write(FileCheckpointStore store, Semaphore free) {
        for (int at = 0; at < RECORDS; at++) {
            for (int j = 0; j < JOURNALS; j++) {
                append(store, "0190a8b6-%04x-7000-8000-%012x".formatted(j % 7, j), at, free);
            }
        }
        for (int at = 0; at < LONG; at++) {
            append(store, "long", at, free);
        }
        free.acquireUninterruptibly(4_000);
    }

    private static void append(FileCheckpointStore store, String id, int at, Semaphore free) {
        free.acquireUninterruptibly();
        JournalKey key = new JournalKey("tenant", "thread", id);
        List<Append.Entry> entries =
                List.of(new Append.Entry(RecordType.MODEL_RESULT, new byte[1024]));
        store.append(Append.of(key, at, store.epoch(), entries, new byte[64]))
                .whenComplete(
                        (sequence, failure) -> {
                            free.release();
                            if (failure != null) {
                                throw new IllegalStateException(failure);
                            }
                        });
    }

    private static long millis(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
