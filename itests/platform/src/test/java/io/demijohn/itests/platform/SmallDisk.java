package io.demijohn.itests.platform;

import io.demijohn.itests.support.Command;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of some megabytes in a file, which can be filled up and taken away. */
final class SmallDisk implements AutoCloseable {

    private final Path image;
    private final Path root;

    SmallDisk(Path folder, int mebibytes) {
        image = folder.resolve("disk.img");
        root = folder.resolve("disk");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mebibytes << 20);
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.run("mkfs.ext4", "-q", "-m", "0", image.toString()).orFail();
        mount();
    }

    Path root() {
        return root;
    }

    private void mount() {
        Command.run("mount", "-o", "loop", image.toString(), root.toString()).orFail();
    }

    private Path ballast() {
        return root.resolve("ballast");
    }

    /** Takes all the space that is left. */
    void fill() {
        for (String block : new String[] {"1M", "4k", "1k"}) {
            String of = "of=" + ballast();
            Command.run("dd", "if=/dev/zero", of, "bs=" + block, "oflag=append", "conv=notrunc");
        }
    }

    /** Gives the space back. */
    void free() {
        try {
            Files.delete(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on it cannot be written, as after an error of the device. */
    void becomeReadOnly() {
        Command.run("mount", "-o", "remount,abort", root.toString()).orFail();
    }

    /** Checks and mounts it again. Nobody may have a file open on it. */
    void repair() {
        Command.run("umount", root.toString()).orFail();
        int status = Command.run("e2fsck", "-p", image.toString()).status();
        if (status > 1) { // 1: errors were corrected
            throw new AssertionError("e2fsck ended with " + status);
        }
        mount();
    }

    @Override
    public void close() {
        Command.run("umount", root.toString()).orFail();
    }
}
