package io.demijohn.tenants.internal.usage;

import io.demijohn.tenants.internal.file.AtomicFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of the log: {@code usage-N.log} begins with number N. */
final class LogFiles {

    private static final Pattern NAME = Pattern.compile("usage-(\\d{19})\\.log");
    private static final int MAX_LINE = 64 * 1024;

    private final Path folder;

    LogFiles(Path folder) {
        this.folder = folder;
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> NAME.matcher(String.valueOf(file.getFileName())).matches())
                    .sorted()
                    .toList();
        }
    }

    /** Reads all entries after a number, in order; the consumer gets empty for a broken line. */
    void read(long after, Consumer<Optional<Entry>> consumer) throws IOException {
        List<Path> files = all();
        for (int i = 0; i < files.size(); i++) {
            boolean needed = i + 1 == files.size() || first(files.get(i + 1)) > after + 1;
            if (needed) {
                read(files.get(i), consumer);
            }
        }
    }

    private static long first(Path file) {
        String name = String.valueOf(file.getFileName());
        return Long.parseLong(name.substring("usage-".length(), name.length() - ".log".length()));
    }

    private static void read(Path file, Consumer<Optional<Entry>> consumer) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    consumer.accept(Entry.read(line.toByteArray()));
                    line.reset();
                } else if (line.size() < MAX_LINE) {
                    line.write(next);
                }
            }
        }
        if (line.size() > 0) {
            consumer.accept(Optional.empty()); // torn
        }
    }

    /** Begins a file. One of that name has nothing in it that counts. */
    FileChannel begin(long number) throws IOException {
        Path file = folder.resolve(String.format(Locale.ROOT, "usage-%019d.log", number));
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE),
                AtomicFile.permissions(file, "rw-------"));
    }

    /** Deletes the oldest files beyond so many bytes, the last one never. */
    void trim(long bytes) throws IOException {
        List<Path> newestFirst = new ArrayList<>(new TreeSet<>(all()).descendingSet());
        long sum = 0;
        for (Path file : newestFirst) {
            sum += Files.size(file);
            if (sum > bytes && !file.equals(newestFirst.get(0))) {
                Files.delete(file);
            }
        }
    }
}
