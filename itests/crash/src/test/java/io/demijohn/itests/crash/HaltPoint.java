package io.demijohn.itests.crash;

import java.util.List;
import java.util.Random;

/**
 * A step of the path of a checkpoint at which the process is ended.
 *
 * @param name in the words of the table
 * @param operation PHASE/WHEN-OPERATION as the drill's disk knows it
 * @param most the K-th such operation is the last, 1 to this
 * @param survive the share of unsynced pages that the device has all the same; -1 for any
 */
record HaltPoint(String name, String operation, int most, double survive) {

    static final List<HaltPoint> ALL =
            List.of(
                    new HaltPoint("before the append", "append/before-write", 200, 0),
                    new HaltPoint("half of the batch appended", "append/torn-write", 200, 0.5),
                    new HaltPoint("appended, not synced", "append/after-write", 200, 0),
                    new HaltPoint("appended, some pages out", "append/before-force", 200, 0.5),
                    new HaltPoint("synced, not acknowledged", "append/after-force", 200, 0),
                    new HaltPoint("next segment made", "append/after-create", 2, 1),
                    new HaltPoint("next segment, name not synced", "append/before-names", 2, -1),
                    new HaltPoint("next segment, name synced", "append/after-names", 2, 0),
                    new HaltPoint("compaction writes", "background/after-write", 20, -1),
                    new HaltPoint("compaction has synced", "background/after-force", 3, -1),
                    new HaltPoint("compacted file renamed", "background/after-move", 2, -1),
                    new HaltPoint("compaction, names synced", "background/after-names", 2, 0),
                    new HaltPoint("replaced files deleted", "background/after-delete", 2, -1),
                    new HaltPoint("recovery writes", "recovery/after-write", 2, -1),
                    new HaltPoint("recovery syncs", "recovery/before-force", 3, -1),
                    new HaltPoint("recovery has synced names", "recovery/after-names", 1, -1));

    /** Whether its first operation comes with the first record, whatever else happens. */
    boolean isSure() {
        return operation.startsWith("append/")
                && (operation.endsWith("-write") || operation.endsWith("-force"));
    }

    /** The same at its first operation. */
    HaltPoint first() {
        return new HaltPoint(name, operation, 1, survive);
    }

    /** Options of the JVM for one such end. */
    String options(Random random) {
        return "-Ddrill.halt="
                + operation
                + ":"
                + (1 + random.nextInt(most))
                + " -Ddrill.survive="
                + (survive < 0 ? random.nextInt(100) / 100.0 : survive)
                + " -Ddrill.seed="
                + random.nextInt(1_000_000);
    }
}
