package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** With a saved index opening reads little; without one, or with a bad one, everything. */
final class SavedIndexTest {

    /** A log whose first file is not what it was: who reads it at opening says so. */
    private static Disk trap(Disk disk) {
        Disk trapped = disk.copy();
        trapped.get(Segment.name(1))[9000] ^= 1;
        return trapped;
    }

    private static Disk filled() throws IOException {
        Disk disk = new Disk();
        Model model = new Model(new Random(3));
        try (FileCheckpointStore store = Stores.small(disk)) {
            for (int i = 0; i < 60; i++) {
                model.step(store);
            }
            store.saveIndex();
            for (int i = 0; i < 20; i++) {
                model.step(store);
            }
            model.check(store);
        }
        try (FileCheckpointStore store = Stores.small(disk)) {
            model.check(store);
        }
        return disk;
    }

    @Test
    void openingReadsOnlyWhatCameAfterIt() throws IOException {
        Disk disk = filled();
        try (FileCheckpointStore store = Stores.small(trap(disk))) {
            assertThat(store.report().damages()).isEmpty();
        }
        Disk without = disk.copy();
        without.lose(SavedIndex.NAME);
        readsAll(without);
    }

    @Test
    void everyDamageToItIsSeenAndTheLogIsReadInstead() throws IOException {
        Disk disk = filled();
        int size = disk.get(SavedIndex.NAME).length;
        for (int at = 0; at < size; at += 3) {
            Disk damaged = disk.copy();
            damaged.get(SavedIndex.NAME)[at] ^= (byte) (1 << (at % 8));
            readsAll(damaged);
        }
        for (int cut = 0; cut < size; cut += 7) {
            Disk damaged = disk.copy();
            damaged.put(SavedIndex.NAME, Arrays.copyOf(disk.get(SavedIndex.NAME), cut));
            readsAll(damaged);
        }
    }

    private static void readsAll(Disk damaged) throws IOException {
        try (FileCheckpointStore store = Stores.small(trap(damaged))) {
            assertThat(store.report().damages()).isNotEmpty();
        }
    }

    @Test
    void anIndexOfAnotherLogIsNotBelieved() throws IOException {
        Disk disk = filled();
        Disk other = filled();
        disk.put(SavedIndex.NAME, other.get(SavedIndex.NAME));
        readsAll(disk);
    }
}
