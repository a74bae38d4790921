package io.demijohn.storage.filesystem.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of the files in the directory are the log, and which ones compaction has left behind. */
final class LogFiles {

    /** Beside its final name a file is prepared under its name with this behind it. */
    static final String UNFINISHED = ".tmp";

    private final Directory directory;
    private final List<FoundSegment> log = new ArrayList<>();
    private final List<FoundSegment> leftOver = new ArrayList<>();

    private LogFiles(Directory directory) {
        this.directory = directory;
    }

    /** The files that no later compaction has replaced. */
    static LogFiles newest(Directory directory, List<FoundSegment> found) {
        LogFiles files = new LogFiles(directory);
        found.forEach(f -> (isReplaced(f, found) ? files.leftOver : files.log).add(f));
        return files;
    }

    private static boolean isReplaced(FoundSegment segment, List<FoundSegment> found) {
        return found.stream()
                .anyMatch(f -> f.header() != null && f.name().replaces(segment.name()));
    }

    /** The files that a saved index names, and those behind them. */
    static LogFiles named(Directory directory, List<FoundSegment> found, Set<SegmentName> names) {
        LogFiles files = new LogFiles(directory);
        int end = names.stream().mapToInt(SegmentName::last).max().orElse(0);
        List<FoundSegment> behind = found.stream().filter(f -> f.name().first() > end).toList();
        for (FoundSegment segment : found) {
            boolean isBehind = behind.contains(segment) && !isReplaced(segment, behind);
            boolean ours = names.contains(segment.name()) || isBehind;
            (ours ? files.log : files.leftOver).add(segment);
        }
        return files;
    }

    /** In order. */
    List<FoundSegment> log() {
        return log;
    }

    /** Removes what is not needed. What stands for it must be durable under its name first. */
    void clean() throws IOException {
        Set<String> gone =
                directory.list().stream()
                        .filter(name -> name.endsWith(UNFINISHED))
                        .collect(Collectors.toSet());
        if (leftOver.isEmpty() && gone.isEmpty()) {
            return;
        }
        directory.force();
        for (FoundSegment segment : leftOver) {
            segment.file().close();
            gone.add(segment.name().file());
        }
        for (String name : gone.stream().sorted().toList()) {
            directory.remove(name);
        }
    }
}
