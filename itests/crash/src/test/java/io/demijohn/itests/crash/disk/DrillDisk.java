package io.demijohn.itests.crash.disk;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What the storage bundle's calls of the file system become in the drill. Changed pages and changed
 * names are lost with the process unless they were forced, and the process can be ended at an exact
 * operation:
 *
 * <ul>
 *   <li>{@code drill.halt = PHASE/WHEN-OPERATION:K}: ends the process at the K-th such operation.
 *       PHASE is {@code append} (the committer's thread), {@code recovery} (the thread that opens
 *       the log) or {@code background} (any other of the store's own); WHEN is {@code before},
 *       {@code after} or {@code torn}; OPERATION is {@code write}, {@code force}, {@code truncate},
 *       {@code create}, {@code names} (a directory is forced), {@code move} or {@code delete}.
 *   <li>{@code drill.survive}: the share of lost pages that the device has all the same, 0 to 1.
 *   <li>{@code drill.forget = PHASE/force} or {@code PHASE/names}: such an operation does nothing.
 *   <li>{@code drill.seed}: decides every random choice.
 * </ul>
 */
public final class DrillDisk {

    private static final String HALT = System.getProperty("drill.halt", "");
    private static final String FORGET = System.getProperty("drill.forget", "");
    private static final double SURVIVE =
            Double.parseDouble(System.getProperty("drill.survive", "0"));
    private static final Random RANDOM = new Random(Long.getLong("drill.seed", 1));
    private static final String OWN_THREADS = "demijohn-log";

    private static final Map<String, AtomicInteger> COUNTS = new HashMap<>();
    private static final Map<Path, VolatileFile> OPEN = new HashMap<>();
    private static final Map<Path, Names> NAMES = new HashMap<>();

    private DrillDisk() {}

    /** One operation, which may be the last. */
    record Point(String place, boolean reached) {

        boolean torn() {
            return reached && HALT.contains("/torn-");
        }

        void before() {
            if (reached && !HALT.contains("/after-")) {
                halt();
            }
        }

        void after() {
            if (reached && HALT.contains("/after-")) {
                halt();
            }
        }

        boolean forgotten() {
            return place.equals(FORGET);
        }

        private void halt() {
            synchronized (DrillDisk.class) {
                try {
                    for (VolatileFile file : OPEN.values()) {
                        file.leak(RANDOM, SURVIVE);
                    }
                } catch (IOException e) {
                    System.err.println("drill: " + e);
                }
                System.err.println("drill: halted at " + HALT);
                end();
            }
        }

        /** By reflection: the guard refuses a bundle's own call, and this code is in a bundle. */
        private static void end() {
            try {
                Runtime.class.getMethod("halt", int.class).invoke(Runtime.getRuntime(), 137);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static synchronized Point reach(String operation, String name) {
        if (name.equals("lock")) {
            return new Point("", false);
        }
        String thread = Thread.currentThread().getName();
        String phase =
                !thread.startsWith(OWN_THREADS)
                        ? "recovery"
                        : thread.endsWith("committer") ? "append" : "background";
        String place = phase + "/" + operation;
        boolean wanted =
                HALT.startsWith(phase + "/")
                        && HALT.contains("-" + operation + ":")
                        && count(place);
        return new Point(place, wanted);
    }

    private static boolean count(String place) {
        int k = Integer.parseInt(HALT.substring(HALT.indexOf(':') + 1));
        return COUNTS.computeIfAbsent(place, p -> new AtomicInteger()).incrementAndGet() == k;
    }

    /** As {@link FileChannel#open(Path, OpenOption...)}. */
    public static FileChannel open(Path path, OpenOption... options) throws IOException {
        return open(path, Set.of(options));
    }

    /** As {@link FileChannel#open(Path, Set, FileAttribute...)}. */
    public static FileChannel open(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        if (path.endsWith("lock")) {
            return FileChannel.open(path, options, attributes);
        }
        if (Files.isDirectory(path)) {
            return new NamesChannel(FileChannel.open(path, options, attributes), path);
        }
        return openFile(path.toAbsolutePath(), options, attributes);
    }

    private static synchronized FileChannel openFile(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Names names = names(path);
        Path real = names.real(path);
        boolean exists = real != null && Files.exists(real);
        if (exists && options.contains(CREATE_NEW)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (!exists) {
            if (!options.contains(CREATE) && !options.contains(CREATE_NEW)) {
                throw new NoSuchFileException(path.toString());
            }
            Point point = reach("create", path.getFileName().toString());
            point.before();
            real = names.create(path);
            FileChannel.open(real, Set.of(CREATE, WRITE), attributes).close();
            point.after();
        }
        VolatileFile file = OPEN.get(path);
        if (file == null) {
            file = new VolatileFile(real, Set.of(READ, WRITE));
            OPEN.put(path, file);
        }
        if (options.contains(TRUNCATE_EXISTING)) {
            file.truncate(0);
        }
        return new VolatileChannel(file, path.getFileName().toString(), options.contains(APPEND));
    }

    private static synchronized Names names(Path file) throws IOException {
        Path directory = file.getParent();
        Names names = NAMES.get(directory);
        if (names == null) {
            names = new Names(directory);
            NAMES.put(directory, names);
        }
        return names;
    }

    static synchronized void forceNames(Path directory) throws IOException {
        Point point = reach("names", "");
        point.before();
        if (!point.forgotten()) {
            names(directory.toAbsolutePath().resolve("any")).force();
        }
        point.after();
    }

    /** As {@link Files#list(Path)}. */
    public static synchronized Stream<Path> list(Path directory) throws IOException {
        return names(directory.toAbsolutePath().resolve("any")).list().stream()
                .map(name -> directory.resolve(name));
    }

    /** As {@link Files#exists(Path, LinkOption...)}. */
    public static synchronized boolean exists(Path path, LinkOption... options) {
        try {
            if (Files.isDirectory(path)) {
                return true;
            }
            Path real = names(path.toAbsolutePath()).real(path.toAbsolutePath());
            return real != null && Files.exists(real, options);
        } catch (IOException e) {
            return false;
        }
    }

    /** As {@link Files#size(Path)}. */
    public static synchronized long size(Path path) throws IOException {
        try (FileChannel file = openFile(path.toAbsolutePath(), Set.of(READ))) {
            return file.size();
        }
    }

    /** As {@link Files#readAllBytes(Path)}. */
    public static synchronized byte[] readAllBytes(Path path) throws IOException {
        try (FileChannel file = openFile(path.toAbsolutePath(), Set.of(READ))) {
            var bytes = java.nio.ByteBuffer.allocate((int) file.size());
            file.read(bytes);
            return bytes.array();
        }
    }

    /** As {@link Files#move(Path, Path, CopyOption...)}, always replacing. */
    public static synchronized Path move(Path from, Path to, CopyOption... options)
            throws IOException {
        Point point = reach("move", to.getFileName().toString());
        point.before();
        names(to.toAbsolutePath()).move(from.toAbsolutePath(), to.toAbsolutePath());
        VolatileFile moved = OPEN.remove(from.toAbsolutePath());
        OPEN.remove(to.toAbsolutePath());
        if (moved != null) {
            OPEN.put(to.toAbsolutePath(), moved);
        }
        point.after();
        return to;
    }

    /** As {@link Files#delete(Path)}. */
    public static synchronized void delete(Path path) throws IOException {
        if (!deleteIfExists(path)) {
            throw new NoSuchFileException(path.toString());
        }
    }

    /** As {@link Files#deleteIfExists(Path)}. */
    public static synchronized boolean deleteIfExists(Path path) throws IOException {
        if (!exists(path)) {
            return false;
        }
        Point point = reach("delete", path.getFileName().toString());
        point.before();
        names(path.toAbsolutePath()).delete(path.toAbsolutePath());
        OPEN.remove(path.toAbsolutePath());
        point.after();
        return true;
    }
}
