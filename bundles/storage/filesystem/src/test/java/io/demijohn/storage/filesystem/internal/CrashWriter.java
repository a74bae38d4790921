package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * The process that {@link CrashTest} kills. Writes to its journals as fast as it can, keeps the
 * last hundred records of each, compacts and saves the index meanwhile, and prints {@code journal
 * sequence text .} for everything acknowledged.
 */
final class CrashWriter {

    private static final int WRITERS = 6;

    private CrashWriter() {}

    public static void main(String[] arguments) {
        try {
            FileCheckpointStore store =
                    Stores.open(
                            DiskDirectory.open(Path.of(arguments[0])),
                            new LogOptions(256 * 1024, 10_000, 1 << 20, 64 * 1024));
            new Thread(() -> care(store)).start();
            Random random = new Random(Long.parseLong(arguments[1]));
            for (int w = 0; w < WRITERS; w++) {
                long seed = random.nextLong();
                JournalKey key = new JournalKey("t", "crash", "w" + w);
                new Thread(() -> write(store, key, new Random(seed))).start();
            }
        } catch (IOException e) {
            System.out.println(e.getMessage());
            System.exit(2);
        }
    }

    /** Compacts and saves the index all the time. */
    private static void care(FileCheckpointStore store) {
        try {
            while (true) {
                store.compact(0.2, Work.UNWATCHED);
                store.saveIndex();
            }
        } catch (IOException e) {
            System.out.println(e.getMessage());
            System.exit(3);
        }
    }

    private static void write(FileCheckpointStore store, JournalKey key, Random random) {
        long sequence = store.head(key).map(Head::sequence).orElse(0L);
        PrintStream out = System.out;
        while (true) {
            String text = Long.toHexString(random.nextLong()).repeat(1 + random.nextInt(300));
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            List<Append.Entry> entries = List.of(new Append.Entry(RecordType.ADMIT, body));
            sequence =
                    store.append(
                                    Append.of(key, sequence, store.epoch(), entries, body)
                                            .withFloor(Math.max(0, sequence - 100)))
                            .toCompletableFuture()
                            .join();
            out.println(key.id() + " " + sequence + " " + text + " .");
        }
    }
}
