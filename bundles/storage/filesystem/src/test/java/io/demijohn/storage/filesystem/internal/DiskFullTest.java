package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.health.Health;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A full disk stops the log until there is space; a failed force stops it until it is reopened. */
final class DiskFullTest {

    @Test
    void itGoesOnByItselfWhereverTheDiskWasFull() throws IOException {
        for (int at = 0; at < 40; at++) {
            Disk disk = new Disk();
            Ledger ledger = new Ledger();
            Random random = new Random(at);
            try (FileCheckpointStore store = Stores.small(disk)) {
                disk.failAt(at, Fault.ENOSPC);
                while (!disk.hasFailed()) {
                    ledger.run(store, ledger.step(random));
                }
                isFull(store, ledger);
                disk.repair();
                store.probe();
                assertThat(store.health().status()).isEqualTo(Health.Status.UP);
                ledger.check(store);
                int refused = ledger.refused();
                for (int i = 0; i < 5; i++) {
                    ledger.run(store, ledger.step(random));
                }
                assertThat(ledger.refused()).isEqualTo(refused);
                ledger.check(store);
            }
            try (FileCheckpointStore store = Stores.small(disk.afterPowerLoss(random))) {
                assertThat(store.report().damages()).isEmpty();
                ledger.check(store);
            }
        }
    }

    private static void isFull(FileCheckpointStore store, Ledger ledger) {
        int acknowledged = ledger.acknowledged();
        store.probe(); // there is no space yet
        ledger.run(store, ledger.step(new Random(1)));
        assertThat(ledger.acknowledged()).isEqualTo(acknowledged);
        assertThat(store.health().status()).isEqualTo(Health.Status.DOWN);
        assertThat(store.health().message()).contains("is full");
        assertThat(store.health().fix()).contains("goes on by itself");
    }

    @Test
    void itIsKnownInAnyLanguage() throws IOException {
        Disk disk = new Disk();
        disk.sayWhenFull("Auf dem Gerät ist kein Speicherplatz mehr verfügbar");
        Ledger ledger = new Ledger();
        try (FileCheckpointStore store = Stores.small(disk)) {
            disk.failAt(0, Fault.ENOSPC);
            while (!disk.hasFailed()) {
                ledger.run(store, ledger.step(new Random(1)));
            }
            isFull(store, ledger);
            disk.repair();
            store.probe();
            assertThat(store.health().status()).isEqualTo(Health.Status.UP);
        }
    }

    @Test
    @Timeout(60)
    void itGoesOnAlsoWhileTheLogIsVerifiedOrCompacted() throws IOException {
        Disk disk = new Disk();
        Ledger ledger = new Ledger();
        LogOptions options =
                new LogOptions(24 * 1024, 1000, 1 << 20, 8 * 1024, LogOptions.Care.DEFAULT);
        try (FileCheckpointStore store = Stores.open(disk, options)) {
            synchronized (store.care()) { // who verifies holds it
                while (!careWaits()) {
                    Thread.onSpinWait();
                }
                disk.failAt(0, Fault.ENOSPC);
                while (!disk.hasFailed()) {
                    ledger.run(store, ledger.step(new Random(1)));
                }
                isFull(store, ledger);
                disk.repair();
                while (store.health().status() != Health.Status.UP) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private static boolean careWaits() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("demijohn-log-care"))
                .anyMatch(thread -> thread.getState() == Thread.State.BLOCKED);
    }

    @Test
    void afterAFailedForceItStaysReadOnly() throws IOException {
        Disk disk = new Disk();
        Ledger ledger = new Ledger();
        try (FileCheckpointStore store = Stores.small(disk)) {
            ledger.run(store, ledger.step(new Random(1)));
            disk.failAt(0, Fault.FAILED_FORCE);
            while (!disk.hasFailed()) {
                ledger.run(store, ledger.step(new Random(2)));
            }
            disk.repair();
            store.probe();
            int acknowledged = ledger.acknowledged();
            ledger.run(store, ledger.step(new Random(3)));
            assertThat(ledger.acknowledged()).isEqualTo(acknowledged);
            assertThat(store.health().message()).contains("read-only");
        }
    }
}
