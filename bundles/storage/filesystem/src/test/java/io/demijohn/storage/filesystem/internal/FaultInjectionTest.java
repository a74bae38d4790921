package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.health.Health;
import io.demijohn.storage.filesystem.internal.DiskOperation.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every operation of a workload on the disk, times every fault. {@code -Pdrills} runs it over many
 * seeds and a longer workload.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
final class FaultInjectionTest {

    private static final boolean DRILLS = Boolean.getBoolean("demijohn.drills");
    private static final int STEPS = DRILLS ? 64 : 32;
    private static final int SEEDS = DRILLS ? 10 : 1;
    private static final long SEED = Long.getLong("demijohn.seed", 20_261_123L);

    @Test
    void theWorkloadIsTheSameEachTimeAndHasEverything() throws IOException {
        List<DiskOperation> trace = new FaultDrill(SEED, STEPS).record();
        for (int i = 0; i < 10; i++) {
            assertThat(new FaultDrill(SEED, STEPS).record()).isEqualTo(trace);
        }
        assertThat(trace).extracting(DiskOperation::kind).contains(Kind.values());
        assertThat(trace).contains(new DiskOperation(Kind.CREATE, Segment.name(3)));
    }

    @Test
    void everyOperationTimesEveryFault() throws IOException {
        FaultDrill all = new FaultDrill(SEED, STEPS);
        for (int i = 0; i < SEEDS; i++) {
            FaultDrill drill = new FaultDrill(SEED + i, STEPS);
            drill.everywhere();
            all.add(drill);
        }
        System.out.println(all.table("Faults while working, from seed " + SEED));
        assertThat(all.violations()).isEmpty();
    }

    @Test
    void everyOperationOfARecoveryTimesEveryFaultAndThenAnother() throws IOException {
        FaultDrill all = new FaultDrill(SEED, STEPS);
        for (int i = 0; i < SEEDS; i++) {
            FaultDrill drill = new FaultDrill(SEED + i, STEPS);
            drill.whileRecovering(DRILLS ? 3 : 17);
            all.add(drill);
        }
        System.out.println(all.table("Faults while recovering, twice, from seed " + SEED));
        assertThat(all.violations()).isEmpty();
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
                                new Workload(disk, ledger, SEED, STEPS).run();
                                try (FileCheckpointStore store =
                                        Stores.small(disk.afterPowerLoss(new Random(i)))) {
                                    ledger.check(store);
                                }
                            }
                        })
                .isInstanceOfAny(AssertionError.class, CheckpointException.class);
    }
}
