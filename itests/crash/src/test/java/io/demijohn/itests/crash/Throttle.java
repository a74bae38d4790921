package io.demijohn.itests.crash;

import io.demijohn.itests.support.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Leaves a process a tenth of one processor; where groups cannot be made, the last place on one.
 */
final class Throttle implements AutoCloseable {

    private static final List<Path> ROOTS =
            List.of(Path.of("/sys/fs/cgroup/cpu"), Path.of("/sys/fs/cgroup"));

    private final long pid;
    private Path group;
    private String how = "";

    Throttle(long pid) {
        this.pid = pid;
        for (Path root : ROOTS) {
            if (group == null && tenth(root.resolve("demijohn-drill-" + pid))) {
                how = "10 % of one processor by " + root;
            }
        }
        if (group == null) {
            String id = String.valueOf(pid);
            Command.run("taskset", "-a", "-p", "-c", "0", id);
            Command.run("renice", "-n", "19", "-p", id);
            how = "taskset to one processor and nice 19: control groups cannot be written";
        }
    }

    private boolean tenth(Path folder) {
        try {
            Files.createDirectory(folder);
            if (Files.exists(folder.resolve("cpu.cfs_quota_us"))) {
                Files.writeString(
                        folder.resolve("cpu.cfs_period_us"), "100000", StandardOpenOption.WRITE);
                Files.writeString(
                        folder.resolve("cpu.cfs_quota_us"), "10000", StandardOpenOption.WRITE);
            } else {
                Files.writeString(
                        folder.resolve("cpu.max"), "10000 100000", StandardOpenOption.WRITE);
            }
            Files.writeString(
                    folder.resolve("cgroup.procs"), String.valueOf(pid), StandardOpenOption.WRITE);
            group = folder;
            return true;
        } catch (IOException e) {
            Command.run("rmdir", folder.toString());
            return false;
        }
    }

    String how() {
        return how;
    }

    @Override
    public void close() {
        if (group == null) {
            Command.run("taskset", "-a", "-p", "0xffffffff", String.valueOf(pid));
            return;
        }
        try {
            Files.writeString(
                    group.resolveSibling("cgroup.procs"),
                    String.valueOf(pid),
                    StandardOpenOption.WRITE);
            Files.delete(group);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
