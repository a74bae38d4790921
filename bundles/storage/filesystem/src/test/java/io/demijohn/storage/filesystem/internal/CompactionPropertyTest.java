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

/** Compaction and the saved index at any moment change nothing that can be seen. */
final class CompactionPropertyTest {

    enum Step {
        APPEND,
        COMPACT,
        SAVE,
        RESTART,
        LOSE_POWER,
        LOSE_INDEX
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> step =
                Arbitraries.frequency(
                        Tuple.of(60, Step.APPEND),
                        Tuple.of(3, Step.COMPACT),
                        Tuple.of(2, Step.SAVE),
                        Tuple.of(1, Step.RESTART),
                        Tuple.of(1, Step.LOSE_POWER),
                        Tuple.of(1, Step.LOSE_INDEX));
        return step.list().ofMinSize(1).ofMaxSize(200);
    }

    @Property(tries = 150)
    void theLogHoldsWhatTheModelHolds(@ForAll("steps") List<Step> steps, @ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        Model model = new Model(random);
        Disk disk = new Disk();
        FileCheckpointStore store = Stores.small(disk);
        for (Step step : steps) {
            switch (step) {
                case APPEND -> model.step(store);
                case COMPACT -> store.compact(random.nextBoolean() ? 0 : 0.5, Work.UNWATCHED);
                case SAVE -> store.saveIndex();
                default -> {
                    Disk left = step == Step.LOSE_POWER ? disk.afterPowerLoss(random) : disk;
                    store.close();
                    disk = left;
                    if (step == Step.LOSE_INDEX && disk.list().contains(SavedIndex.NAME)) {
                        disk.lose(SavedIndex.NAME);
                    }
                    store = Stores.small(disk);
                    assertThat(store.report().damages()).isEmpty();
                }
            }
            if (step != Step.APPEND) {
                model.check(store);
                Stores.checkUsage(store, disk);
            }
        }
        model.check(store);
        store.close();
    }

    /** Among them a journal that never had a head, and whose first frames were given up. */
    @Property(tries = 32, seed = "2261779178628908199")
    void whatWasWrongOnce(@ForAll("steps") List<Step> steps, @ForAll long seed) throws IOException {
        theLogHoldsWhatTheModelHolds(steps, seed);
    }
}
