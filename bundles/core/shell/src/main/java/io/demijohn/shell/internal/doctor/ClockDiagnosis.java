package io.demijohn.shell.internal.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A clock that is far off, judged without asking anybody: it cannot be earlier than this release,
 * nor earlier than the newest file that the platform has written.
 */
public final class ClockDiagnosis implements Diagnosis {

    private static final Instant RELEASE = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration YEARS = Duration.ofDays(365 * 20);
    private static final Duration TOLERANCE = Duration.ofMinutes(2);
    private static final int DEPTH = 4;

    private final Path data;
    private final InstantSource clock;

    public ClockDiagnosis(Path data, InstantSource clock) {
        this.data = data;
        this.clock = clock;
    }

    @Override
    public List<Finding> findings() {
        Instant now = clock.instant();
        var findings = new ArrayList<Finding>();
        if (now.isBefore(RELEASE) || now.isAfter(RELEASE.plus(YEARS))) {
            findings.add(finding("the clock says " + now + ", which cannot be"));
        } else if (newestFile().isAfter(now.plus(TOLERANCE))) {
            findings.add(
                    finding("the clock says " + now + ", but a data file is from " + newestFile()));
        }
        return findings;
    }

    private static Finding finding(String fault) {
        return new Finding("clock", fault, "set the machine's clock; run an NTP client");
    }

    private Instant newestFile() {
        try (Stream<Path> files = Files.walk(data, DEPTH)) {
            return files.map(ClockDiagnosis::modified)
                    .max(Instant::compareTo)
                    .orElse(Instant.EPOCH);
        } catch (IOException | UncheckedIOException e) {
            return Instant.EPOCH; // an unreadable folder is the disk diagnosis' finding
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH; // the file went away while we looked
        }
    }
}
