package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.RecordType;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Saving the index and compacting do not disturb writers and readers. */
@Timeout(120)
final class CareUnderLoadTest {

    private static final int WRITERS = 4;
    private static final int APPENDS = 800;
    private static final int COMPACTED = 5;

    /** Of each writer: they go on until the care has had enough. */
    private final AtomicIntegerArray appended = new AtomicIntegerArray(WRITERS);

    private final AtomicInteger compacted = new AtomicInteger();

    @Test
    void whatIsReadIsRightAndWhatIsLeftOpens() throws Exception {
        Disk disk = new Disk();
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
        try (FileCheckpointStore store = Stores.small(disk)) {
            List<? extends Future<?>> writers =
                    IntStream.range(0, WRITERS)
                            .mapToObj(w -> pool.submit(() -> write(store, w)))
                            .toList();
            care(store, disk, writers);
            for (Future<?> writer : writers) {
                writer.get();
            }
            store.compact(0, Work.UNWATCHED);
            check(store);
            Stores.checkUsage(store, disk);
        } finally {
            pool.shutdownNow();
        }
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damages()).isEmpty();
            check(store);
        }
    }

    private void care(FileCheckpointStore store, Disk disk, List<? extends Future<?>> writers)
            throws Exception {
        Random random = new Random(1);
        while (!writers.stream().allMatch(Future::isDone)) {
            if (random.nextBoolean()) {
                compacted.addAndGet(store.compact(0.2, Work.UNWATCHED).files());
            } else {
                store.saveIndex();
            }
            try (FileCheckpointStore crashed = Stores.small(disk.fork())) {
                assertThat(crashed.report().damages()).isEmpty();
            }
        }
        assertThat(compacted.get()).isGreaterThanOrEqualTo(COMPACTED);
    }

    private static JournalKey key(int writer, int journal) {
        return new JournalKey("t", "w" + writer, "j" + journal);
    }

    /** Two journals: one with a floor that follows, one that is removed again and again. */
    private void write(FileCheckpointStore store, int writer) {
        List<Append.Entry> entry =
                List.of(new Append.Entry(RecordType.ADMIT, new byte[100 + writer]));
        for (int i = 0; i < APPENDS || i % 8 != 0 || compacted.get() < COMPACTED; i++) {
            store.append(
                    Append.of(key(writer, 0), i, store.epoch(), entry, new byte[] {(byte) i})
                            .withFloor(Math.max(0, i - 10)));
            CompletionStage<Long> second =
                    store.append(
                            i % 8 == 7
                                    ? Append.deletion(key(writer, 1), 7, store.epoch())
                                    : Append.of(
                                            key(writer, 1),
                                            i % 8,
                                            store.epoch(),
                                            entry,
                                            new byte[5]));
            if (i % 8 == 3 || i % 8 == 7) {
                second.toCompletableFuture().join();
                read(store, writer, i);
            }
            appended.set(writer, i + 1);
        }
    }

    private static void read(FileCheckpointStore store, int writer, int i) {
        long from = Math.max(1, i - 10);
        List<Long> expected =
                IntStream.rangeClosed((int) from, i + 1).mapToObj(Long::valueOf).toList();
        assertThat(store.read(key(writer, 0), 1, 100))
                .extracting(JournalRecord::sequence)
                .isEqualTo(expected);
    }

    private void check(FileCheckpointStore store) {
        for (int writer = 0; writer < WRITERS; writer++) {
            assertThat(store.head(key(writer, 0)).orElseThrow().sequence())
                    .isEqualTo(appended.get(writer));
            read(store, writer, appended.get(writer) - 1);
            assertThat(store.head(key(writer, 1))).isEmpty();
        }
    }
}
