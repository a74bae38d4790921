package io.demijohn.itests.crash;

import io.demijohn.itests.support.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds after a full collection.
 *
 * @param heapKilobytes live objects
 * @param metaspaceKilobytes classes
 * @param threads of the system
 * @param descriptors open files and sockets
 */
record Vitals(long heapKilobytes, long metaspaceKilobytes, long threads, long descriptors) {

    private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

    static Vitals of(ProcessHandle process) {
        String pid = String.valueOf(process.pid());
        for (int i = 0; i < 2; i++) {
            Command.run(BIN.resolve("jcmd").toString(), pid, "GC.run").orFail();
        }
        String[] lines =
                Command.run(BIN.resolve("jstat").toString(), "-gc", pid)
                        .orFail()
                        .output()
                        .split("\n", -1);
        return new Vitals(
                value(lines, "OU") + value(lines, "EU") + value(lines, "S0U") + value(lines, "S1U"),
                value(lines, "MU"),
                count("/proc/" + pid + "/task"),
                count("/proc/" + pid + "/fd"));
    }

    /** Leaves the heap for whoever looks for what holds on to something. */
    static void dump(ProcessHandle process, Path file) {
        Command.run(
                        BIN.resolve("jcmd").toString(),
                        String.valueOf(process.pid()),
                        "GC.heap_dump",
                        file.toString())
                .orFail();
    }

    private static long value(String[] lines, String column) {
        String[] names = lines[0].strip().split("\\s+", -1);
        String[] values = lines[1].strip().split("\\s+", -1);
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(column)) {
                return (long) Double.parseDouble(values[i].replace(',', '.'));
            }
        }
        throw new AssertionError("no column " + column + " in " + lines[0]);
    }

    private static long count(String folder) {
        try (Stream<Path> entries = Files.list(Path.of(folder))) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether nothing has grown by more than a tenth, or by what is noise in so small a thing. */
    boolean isBackTo(Vitals before) {
        return heapKilobytes <= before.heapKilobytes * 1.1 + 12_000
                && metaspaceKilobytes <= before.metaspaceKilobytes * 1.1 + 1_000
                && threads <= before.threads * 1.1 + 8
                && descriptors <= before.descriptors * 1.1 + 16;
    }

    @Override
    public String toString() {
        return "heap %,d KB, metaspace %,d KB, %d threads, %d descriptors"
                .formatted(heapKilobytes, metaspaceKilobytes, threads, descriptors);
    }
}
