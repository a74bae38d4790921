package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.RecordType;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records below a journal's floor are not needed any more. */
final class FloorTest {

    private static final JournalKey KEY = new JournalKey("t", "k", "a");

    private static Append add(FileCheckpointStore store, long at, int records) {
        List<Append.Entry> entries =
                java.util.Collections.nCopies(
                        records, new Append.Entry(RecordType.ADMIT, new byte[10]));
        return Append.of(KEY, at, store.epoch(), entries, new byte[] {(byte) at});
    }

    private static void run(FileCheckpointStore store, Append append) {
        store.append(append).toCompletableFuture().join();
    }

    private static List<Long> read(FileCheckpointStore store, long from, int limit) {
        return store.read(KEY, from, limit).stream().map(JournalRecord::sequence).toList();
    }

    @Test
    void readingFromBelowTheFloorBeginsAtTheFloor() throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = Stores.small(disk)) {
            run(store, add(store, 0, 3));
            run(store, add(store, 3, 3));
            assertThat(store.head(KEY).map(Head::floor)).contains(1L);
            run(store, add(store, 6, 1).withFloor(5));
            check(store);
        }
        try (FileCheckpointStore store = Stores.small(disk)) {
            check(store);
            run(store, add(store, 7, 1).withFloor(2)); // never falls
            assertThat(store.head(KEY).map(Head::floor)).contains(5L);
            run(store, Append.deletion(KEY, 8, store.epoch()));
            run(store, add(store, 0, 2));
            assertThat(read(store, 1, 10)).containsExactly(1L, 2L);
            assertThat(store.head(KEY).map(Head::floor)).contains(1L);
        }
    }

    private static void check(FileCheckpointStore store) {
        assertThat(store.head(KEY).map(Head::floor)).contains(5L);
        assertThat(store.head(KEY).map(Head::sequence)).contains(7L);
        assertThat(read(store, 1, 10)).containsExactly(5L, 6L, 7L);
        assertThat(read(store, 1, 2)).containsExactly(5L, 6L);
        assertThat(read(store, 6, 1)).containsExactly(6L);
        assertThat(read(store, 8, 1)).isEmpty();
    }

    @Test
    void aFloorAboveTheLastRecordIsRefused() throws IOException {
        try (FileCheckpointStore store = Stores.small(new Disk())) {
            assertThatThrownBy(() -> add(store, 0, 1).withFloor(2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("floor must be from 0 to");
        }
    }
}
