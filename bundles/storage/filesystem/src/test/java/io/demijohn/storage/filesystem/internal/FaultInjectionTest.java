package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.health.Health;
import io.demijohn.storage.filesystem.internal.Disk.Fault;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every operation of a workload fails once, in every way; then the same machine goes on, or another
 * one starts after a loss of power. Acknowledged records must be there each time.
 */
final class FaultInjectionTest {

    private static final int STEPS = 16;
    private static final long SEED = Long.getLong("demijohn.seed", 20_261_123L);

    @Test
    void theWorkloadCrossesSegmentsAndRunsCleanly() throws IOException {
        Disk disk = new Disk();
        Ledger ledger = new Ledger();
        work(disk, ledger, new Random(SEED));
        assertThat(disk.list().size()).isGreaterThanOrEqualTo(3);
        assertThat(ledger.acknowledged()).isGreaterThan(STEPS);
        reopened(disk.afterPowerLoss(new Random(SEED)), ledger);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void everyOperationFails(Fault fault) throws IOException {
        int operations = operations();
        int failed = 0;
        for (int at = 0; at < operations; at++) {
            Random random = new Random(SEED + at);
            Disk disk = new Disk().failAt(at, fault);
            Ledger ledger = new Ledger();
            work(disk, ledger, new Random(SEED));
            failed += disk.hasFailed() ? 1 : 0;
            disk.repair();
            reopened(disk.afterPowerLoss(random), ledger);
        }
        System.out.printf("%s: %d of %d positions hit, seed %d%n", fault, failed, operations, SEED);
        assertThat(failed).isGreaterThan(operations / 2);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theSameMachineGoesOnAfterTheFaultAndThenLosesItsPower(Fault fault) throws IOException {
        int operations = operations();
        for (int at = 0; at < operations; at++) {
            Random random = new Random(SEED + at);
            Disk disk = new Disk().failAt(at, fault);
            Ledger ledger = new Ledger();
            work(disk, ledger, new Random(SEED));
            disk.repair();
            try (FileCheckpointStore store = Stores.small(disk)) {
                ledger.check(store);
                ledger.run(store, ledger.step(random));
            }
            reopened(disk.afterPowerLoss(random), ledger);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void recoveryItselfFailsAnywhere(Fault fault) throws IOException {
        for (int at = 0; at < 16; at++) {
            Random random = new Random(SEED + at);
            Disk crashed = new Disk().failAt(30 + 3 * at, Fault.DEAD);
            Ledger ledger = new Ledger();
            work(crashed, ledger, new Random(SEED));
            Disk again = crashed.afterPowerLoss(random).failAt(at, fault);
            try (FileCheckpointStore store = Stores.small(again)) {
                assertThat(store.epoch()).isPositive();
            } catch (IOException e) {
                assertThat(again.hasFailed()).isTrue();
            }
            reopened(again.afterPowerLoss(random), ledger);
        }
    }

    @Test
    void afterAFailedForceNothingIsAcknowledgedAndHealthSaysSo() throws IOException {
        Disk disk = new Disk();
        Ledger ledger = new Ledger();
        try (FileCheckpointStore store = Stores.small(disk)) {
            ledger.run(store, ledger.step(new Random(1)));
            int before = ledger.acknowledged();
            disk.failAt(0, Fault.FAILED_FORCE);
            ledger.run(store, ledger.step(new Random(2)));
            disk.repair(); // a second force would report success
            ledger.run(store, ledger.step(new Random(3)));

            assertThat(ledger.acknowledged()).isEqualTo(before);
            assertThat(store.health().status()).isEqualTo(Health.Status.DOWN);
            assertThat(store.health().message()).contains("read-only", "Input/output error");
            assertThat(store.health().fix()).isNotBlank();
            ledger.keys().forEach(key -> Ledger.texts(store, key)); // still readable
        }
    }

    @Test
    void aDiskThatOnlyPretendsToForceIsCaughtByThisTest() {
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 20; i++) {
                                Disk disk = new Disk();
                                Ledger ledger = new Ledger();
                                disk.lie();
                                work(disk, ledger, new Random(SEED));
                                reopened(disk.afterPowerLoss(new Random(i)), ledger);
                            }
                        })
                .isInstanceOf(AssertionError.class);
    }

    private static int operations() throws IOException {
        Disk disk = new Disk();
        work(disk, new Ledger(), new Random(SEED));
        return disk.operations();
    }

    private static void work(Disk disk, Ledger ledger, Random random) throws IOException {
        FileCheckpointStore store;
        try {
            store = Stores.small(disk);
        } catch (IOException e) {
            assertThat(disk.hasFailed()).isTrue();
            return;
        }
        try (store) {
            for (int i = 0; i < STEPS; i++) {
                ledger.run(store, ledger.step(random));
            }
        }
    }

    private static void reopened(Disk disk, Ledger ledger) throws IOException {
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damages()).isEmpty();
            ledger.check(store);
        }
    }
}
