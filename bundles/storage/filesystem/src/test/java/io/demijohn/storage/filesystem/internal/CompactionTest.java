package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.health.Health;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** What is dead goes, what lives stays where readers find it, and what was lost stays known. */
final class CompactionTest {

    private static final JournalKey A = new JournalKey("t", "k", "a");
    private static final JournalKey B = new JournalKey("t", "k", "b");
    private static final JournalKey C = new JournalKey("t", "k", "c");

    private static void add(FileCheckpointStore store, JournalKey key, int at, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        List<Append.Entry> entries = List.of(new Append.Entry(RecordType.ADMIT, body));
        byte[] head = ("head " + at).getBytes(StandardCharsets.UTF_8);
        store.append(Append.of(key, at, store.epoch(), entries, head)).toCompletableFuture().join();
    }

    private static void delete(FileCheckpointStore store, JournalKey key, int at) {
        store.append(Append.deletion(key, at, store.epoch())).toCompletableFuture().join();
    }

    /** B's records among many of A's, in several segments. */
    private static FileCheckpointStore filled(Disk disk) throws IOException {
        FileCheckpointStore store = Stores.small(disk);
        for (int i = 0; i < 40; i++) {
            add(store, A, i, "a".repeat(2000) + i);
            add(store, B, i, "b" + i);
        }
        return store;
    }

    private static long bytes(Disk disk) {
        return disk.list().stream().mapToLong(name -> disk.get(name).length).sum();
    }

    private static List<String> expected(int count) {
        return java.util.stream.IntStream.range(0, count).mapToObj(i -> "b" + i).toList();
    }

    @Test
    void removedJournalsAndReplacedHeadsGiveTheirSpaceBack() throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = filled(disk)) {
            delete(store, A, 40);
            long before = bytes(disk);
            LogCare.Outcome outcome = store.compact();
            assertThat(outcome.files()).isGreaterThan(3);
            assertThat(bytes(disk)).isLessThan(before / 3);
            assertThat(Ledger.texts(store, B)).isEqualTo(expected(40));
            assertThat(store.head(A)).isEmpty();
            assertThat(store.compact().files()).isZero();
        }
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damages()).isEmpty();
            assertThat(Ledger.texts(store, B)).isEqualTo(expected(40));
            assertThat(store.head(A)).isEmpty();
        }
    }

    @Test
    void theRemovalStaysWhileOlderFilesHaveTheJournal() throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = Stores.small(disk)) {
            add(store, A, 0, "old");
            for (int i = 0; i < 30; i++) {
                add(store, B, i, "b".repeat(2000) + i);
            }
            for (int i = 30; i < 60; i++) {
                add(store, B, i, "b".repeat(2000) + i);
            }
            for (int i = 0; i < 30; i++) {
                add(store, C, i, "c".repeat(2000) + i);
            }
            delete(store, A, 1);
            add(store, C, 30, "c".repeat(2000));
            delete(store, C, 31);
            add(store, B, 60, "b");
            // the first file is full of B, so it stays as it is; C's are compacted
            store.compact(0.3, Work.UNWATCHED);
            assertThat(disk.list()).contains(Segment.name(1)).anyMatch(n -> n.endsWith("-1.log"));
        }
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.head(A)).isEmpty();
            add(store, A, 0, "new");
            assertThat(Ledger.texts(store, A)).containsExactly("new");
        }
    }

    @Test
    void aDamagedRecordIsCarriedOverAsLostWithItsPlace() throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = filled(disk)) {
            String text = new String(disk.get(Segment.name(1)), StandardCharsets.ISO_8859_1);
            disk.get(Segment.name(1))[text.lastIndexOf("b3")] ^= 1; // B's record 4
            delete(store, A, 40);
            store.compact();
            assertLost(store);
        }
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damages())
                    .singleElement()
                    .satisfies(
                            d ->
                                    assertThat(d.what())
                                            .contains("0000000001.log:", "records 4 to 4"));
            assertLost(store);
            delete(store, B, 40);
            for (int i = 0; i < 12; i++) {
                add(store, A, i, "a".repeat(2000) + i);
            }
            store.compact();
        }
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damages()).isEmpty(); // nobody needs it any more
            assertThat(store.head(B)).isEmpty();
        }
    }

    private static void assertLost(FileCheckpointStore store) {
        assertThat(store.health().status()).isEqualTo(Health.Status.DEGRADED);
        assertThatThrownBy(() -> store.read(B, 4, 1))
                .isInstanceOfSatisfying(
                        CheckpointException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
                .hasMessageContaining("0000000001.log:");
        assertThat(store.read(B, 1, 3)).hasSize(3);
        assertThat(store.read(B, 5, 100)).hasSize(36);
        assertThat(store.head(B).orElseThrow().sequence()).isEqualTo(40);
    }

    @Test
    void unreadableBytesBetweenFramesStayKnown() throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = filled(disk)) {
            delete(store, A, 40);
        }
        java.util.Arrays.fill(disk.get(Segment.name(2)), SegmentHeader.LENGTH, 12000, (byte) 0);
        long damages;
        try (FileCheckpointStore store = Stores.small(disk)) {
            damages = store.report().damageCount();
            assertThat(damages).isPositive();
            store.compact();
        }
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damageCount()).isEqualTo(damages);
            assertThat(store.report().damages().get(0).what()).contains("0000000002.log:");
            store.compact();
        }
    }

    @Test
    void itCanBeStoppedAndNothingIsLeftOfIt() throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = filled(disk)) {
            delete(store, A, 40);
            List<String> before = disk.list();
            int[] steps = new int[1];
            assertThatThrownBy(
                            () ->
                                    store.compact(
                                            0.5,
                                            bytes -> {
                                                if (++steps[0] == 20) {
                                                    throw new CancellationException("enough");
                                                }
                                            }))
                    .isInstanceOf(CancellationException.class);
            assertThat(disk.list()).containsExactlyInAnyOrderElementsOf(before);
            assertThat(Ledger.texts(store, B)).isEqualTo(expected(40));
            assertThat(store.compact().files()).isPositive();
        }
    }

    @Test
    void itEndsWithNothingLostWhereverTheMachineStops() throws IOException {
        Disk whole = new Disk();
        try (FileCheckpointStore store = filled(whole)) {
            delete(store, A, 40);
            store.saveIndex();
        }
        for (boolean indexed : new boolean[] {true, false}) {
            boolean failed = true;
            for (int at = 0; failed; at++) {
                failed = stops(whole, indexed, at);
            }
        }
    }

    private static boolean stops(Disk whole, boolean indexed, int at) throws IOException {
        Random random = new Random(at);
        Disk disk = whole.copy();
        if (!indexed) {
            disk.lose(SavedIndex.NAME);
        }
        FileCheckpointStore store = Stores.small(disk);
        disk.failAt(at, Fault.CRASH, random);
        boolean failed = false;
        try {
            store.compact();
        } catch (IOException e) {
            failed = true;
        }
        for (Disk left : List.of(disk.afterPowerLoss(random), disk.copy())) {
            for (int i = 0; i < 2; i++) {
                try (FileCheckpointStore again = Stores.small(left)) {
                    assertThat(again.report().damages()).isEmpty();
                    assertThat(Ledger.texts(again, B)).isEqualTo(expected(40));
                    assertThat(again.head(A)).isEmpty();
                    again.compact();
                    Stores.checkUsage(again, left);
                }
            }
            assertThat(left.list()).noneMatch(name -> name.endsWith(LogFiles.UNFINISHED));
        }
        return failed;
    }

    @Test
    void aLogOfVersionOneIsCompactedToo() throws IOException {
        Disk disk = VersionOneTest.sample();
        try (FileCheckpointStore store = Stores.small(disk)) {
            store.compact(0, Work.UNWATCHED);
            VersionOneTest.check(store);
        }
        assertThat(disk.list()).doesNotContain(Segment.name(1));
        try (FileCheckpointStore store = Stores.small(disk)) {
            VersionOneTest.check(store);
        }
    }
}
