package io.demijohn.itests.crash.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The names in one directory. A new, moved or deleted name is on the device only when the directory
 * was forced; a file that never got a lasting name is gone with the process.
 */
final class Names {

    private static final String UNSYNCED = ".unsynced-";

    private final Path directory;
    private final Map<Path, Optional<Path>> changed = new HashMap<>(); // empty: deleted
    private final List<Change> changes = new ArrayList<>();
    private int created;

    /** A change of the device that waits for the directory to be forced. */
    private record Change(Path from, Optional<Path> to) {}

    Names(Path directory) throws IOException {
        this.directory = directory;
        try (Stream<Path> left = Files.list(directory)) {
            for (Path file : left.filter(Names::isUnsynced).toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean isUnsynced(Path file) {
        return file.getFileName().toString().startsWith(UNSYNCED);
    }

    /** Where a file's bytes are; null when there is no such file. */
    Path real(Path name) {
        return changed.getOrDefault(name, Optional.of(name)).orElse(null);
    }

    Path create(Path name) {
        Path real = directory.resolve(UNSYNCED + created++);
        changed.put(name, Optional.of(real));
        changes.add(new Change(real, Optional.of(name)));
        return real;
    }

    void move(Path from, Path to) {
        Path real = real(from);
        changed.put(to, Optional.ofNullable(real));
        changed.put(from, Optional.empty());
        changes.add(new Change(from, Optional.of(to)));
    }

    void delete(Path name) {
        changed.put(name, Optional.empty());
        changes.add(new Change(name, Optional.empty()));
    }

    List<String> list() throws IOException {
        var names = new TreeSet<String>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> !isUnsynced(file) && real(file) != null)
                    .forEach(file -> names.add(file.getFileName().toString()));
        }
        changed.forEach(
                (name, real) -> {
                    if (real.isPresent()) {
                        names.add(name.getFileName().toString());
                    }
                });
        return List.copyOf(names);
    }

    void force() throws IOException {
        for (Change change : changes) {
            if (change.to().isPresent()) {
                Files.move(change.from(), change.to().get(), StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.deleteIfExists(change.from());
            }
        }
        changes.clear();
        changed.clear();
    }
}
