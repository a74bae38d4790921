package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Any sequence of appends, removals, restarts, crashes and losses of power against a plain list.
 */
final class LogPropertyTest {

    enum Step {
        APPEND,
        RESTART,
        LOSE_POWER,
        FAIL_AND_GO_ON
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> step =
                Arbitraries.frequency(
                        Tuple.of(20, Step.APPEND),
                        Tuple.of(2, Step.RESTART),
                        Tuple.of(2, Step.LOSE_POWER),
                        Tuple.of(1, Step.FAIL_AND_GO_ON));
        return step.list().ofMinSize(1).ofMaxSize(60);
    }

    @Property(tries = 150)
    void theLogIsAListThatSurvives(@ForAll("steps") List<Step> steps, @ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        Ledger ledger = new Ledger();
        Disk disk = new Disk();
        FileCheckpointStore store = Stores.small(disk);
        long epoch = 0;
        for (Step step : steps) {
            if (step == Step.APPEND) {
                ledger.run(store, ledger.step(random));
                continue;
            }
            if (step == Step.FAIL_AND_GO_ON) {
                disk.failAt(
                        random.nextInt(4),
                        random.nextBoolean() ? Fault.EIO : Fault.FAILED_FORCE_FOR_EVER);
                ledger.run(store, ledger.step(random));
            }
            Disk left = step == Step.LOSE_POWER ? disk.afterPowerLoss(random) : disk;
            store.close();
            left.repair();
            disk = left;
            assertThat(store.epoch()).isGreaterThan(epoch);
            epoch = store.epoch();
            store = Stores.small(disk);
            ledger.check(store);
        }
        store.close();
    }
}
