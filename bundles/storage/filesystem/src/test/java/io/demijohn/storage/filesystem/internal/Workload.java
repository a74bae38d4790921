package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.health.Health;
import java.io.IOException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What a platform does with its log, from a seed: groups of several sizes to several journals, some
 * of them under way at once, with heads, floors and blobs; removals; compaction, with appends in
 * the middle of it; saved indexes; restarts. Without a fault it does the same operations on the
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
            switch (i % 8) {
                case 3 -> compact();
                case 5 -> saveIndex();
                case 0 -> restart();
                default -> step();
            }
        }
        goesOnWhenThereIsSpace();
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
        int forces = disk.failedForces();
        int refused = ledger.refused();
        store.probe(); // as the thread in the background would
        int errorsOfProbe = disk.errors();
        ledger.run(store, ledger.step(random), clock);
        if (disk.errors() > errors && !disk.isDead()) {
            if (disk.errors() > errorsOfProbe) {
                assertThat(ledger.refused()).as("refusals after an error").isGreaterThan(refused);
            }
            assertThat(store.health().status()).isNotEqualTo(Health.Status.UP);
            assertThat(store.health().fix()).isNotBlank();
        }
        if (acknowledgedAtFailure >= 0) {
            assertThat(ledger.acknowledged())
                    .as("acknowledged after a force had failed")
                    .isEqualTo(acknowledgedAtFailure);
        } else if (disk.failedForces() > forces) {
            acknowledgedAtFailure = ledger.acknowledged();
        }
    }

    /** What fails here takes nothing away: the log has all it had, and goes on. */
    private void compact() throws IOException {
        int errors = disk.errors();
        int[] calls = new int[1];
        Work busy =
                bytes -> {
                    if (++calls[0] % 5 == 0) {
                        step();
                    }
                };
        try {
            store.compact(0.01, busy);
        } catch (IOException e) {
            assertReported(errors, e);
        }
        if (ledger.isCertain() && !disk.isDead()) {
            ledger.check(store);
        }
    }

    private void saveIndex() {
        int errors = disk.errors();
        try {
            store.saveIndex();
        } catch (IOException e) {
            assertReported(errors, e);
        }
    }

    /** It was the disk, now or before. */
    private void assertReported(int errors, IOException e) {
        if (disk.errors() == errors) {
            assertThat(store.health().status())
                    .as("health, and %s", e)
                    .isNotEqualTo(Health.Status.UP);
        }
    }

    /** By itself, without a restart. */
    private void goesOnWhenThereIsSpace() {
        if (store == null || !disk.hadNoSpaceForAWhile()) {
            return;
        }
        for (int i = 0; i < 5; i++) { // the probe may find no space, too
            store.probe();
        }
        int refused = ledger.refused();
        ledger.run(store, ledger.step(random), clock);
        assertThat(ledger.refused()).as("refused although there is space again").isEqualTo(refused);
        assertThat(store.health().status()).isEqualTo(Health.Status.UP);
    }

    private void close() throws IOException {
        if (store != null) {
            store.close();
            store = null;
        }
    }
}
