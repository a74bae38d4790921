package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.health.Health;
import java.io.IOException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What a platform does with its log, from a seed: groups of several sizes to several journals, some
 * of them under way at once, removals, restarts. Without a fault it does the same operations on the
 * disk each time. With one it looks, after every step, whether the fault was reported and whether
 * anything was acknowledged that must not be.
 */
final class Workload {

    private final Disk disk;
    private final Ledger ledger;
    private final Random random;
    private final int steps;
    private final BatchClock clock = new BatchClock();
    private @Nullable FileCheckpointStore store;
    private int acknowledgedAtFailure = -1;

    Workload(Disk disk, Ledger ledger, long seed, int steps) {
        this.disk = disk;
        this.ledger = ledger;
        this.random = new Random(seed);
        this.steps = steps;
    }

    void run() throws IOException {
        open();
        for (int i = 1; i <= steps && !isOver(); i++) {
            if (i % (steps / 3) == 0) {
                restart();
            } else {
                step();
            }
        }
        close();
        assertThat(disk.violations()).isEmpty();
    }

    private boolean isOver() {
        return store == null || disk.isDead();
    }

    /** A process that cannot open its log ends and is started again, once. */
    private void open() throws IOException {
        for (int tries = 2; tries > 0 && store == null; tries--) {
            int errors = disk.errors();
            try {
                store = Stores.open(disk, Stores.SMALL, clock);
                assertThat(disk.errors())
                        .as("errors that opening kept to itself")
                        .isEqualTo(errors);
            } catch (IOException e) {
                assertThat(disk.errors()).as("errors, and %s", e).isGreaterThan(errors);
            }
        }
        acknowledgedAtFailure = -1;
    }

    private void restart() throws IOException {
        close();
        open();
        if (store != null) {
            ledger.check(store);
        }
    }

    private void step() {
        int errors = disk.errors();
        int refused = ledger.refused();
        ledger.run(store, ledger.step(random), clock);
        if (disk.errors() > errors && !disk.isDead()) {
            assertThat(ledger.refused()).as("refusals after an error").isGreaterThan(refused);
            assertThat(store.health().status()).isNotEqualTo(Health.Status.UP);
            assertThat(store.health().fix()).isNotBlank();
        }
        if (disk.isDistrusted() && acknowledgedAtFailure < 0) {
            acknowledgedAtFailure = ledger.acknowledged();
        } else if (disk.isDistrusted()) {
            assertThat(ledger.acknowledged())
                    .as("acknowledged after a force had failed")
                    .isEqualTo(acknowledgedAtFailure);
        }
    }

    private void close() throws IOException {
        if (store != null) {
            store.close();
            store = null;
        }
    }
}
