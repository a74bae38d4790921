package io.demijohn.storage.filesystem.internal;

import io.demijohn.health.Health;
import java.io.IOException;
import java.util.Optional;

/** Says what an operator should know of the log. */
final class LogHealth {

    /** Below this many segments of free space the disk counts as nearly full. */
    private static final int SPARE_SEGMENTS = 4;

    private static final String FREE_SPACE =
            "Free space on the disk: the log then goes on by itself within seconds.";

    private static final String REPLACE =
            "Check the disk and replace it if it fails, then restart Demijohn; what was"
                    + " acknowledged is read again from the log.";

    private LogHealth() {}

    static Health of(
            Directory directory,
            LogOptions options,
            Committer committer,
            LogCare care,
            RecoveryReport report,
            int journals,
            int segments) {
        Optional<String> failure = committer.failure();
        if (failure.isPresent()) {
            return Health.down(failure.get(), committer.isFull() ? FREE_SPACE : REPLACE);
        }
        if (care.failure().isPresent()) {
            return Health.degraded(care.failure().get(), REPLACE);
        }
        long spare;
        try {
            spare = directory.usableSpace();
        } catch (IOException e) {
            return Health.degraded(
                    "The free space of " + directory.path() + " is unknown: " + e.getMessage(),
                    "Check that the disk is mounted.");
        }
        if (spare < SPARE_SEGMENTS * options.segmentBytes()) {
            return Health.degraded(
                    "Only %,d MiB are free in %s.".formatted(spare >> 20, directory.path()),
                    "Free space; the log stops when the disk is full.");
        }
        if (report.damageCount() > 0) {
            return Health.degraded(
                    "%d damaged places in the log, first %s."
                            .formatted(report.damageCount(), report.damages().get(0)),
                    "Restore the named files from a backup, or delete the journals concerned.");
        }
        return Health.up("%d journals in %d files.".formatted(journals, segments));
    }
}
