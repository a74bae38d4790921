package io.demijohn.itests.platform;

import io.demijohn.itests.support.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tampers with the system calls of a running process until it is closed. */
final class Strace implements AutoCloseable {

    private final Path output;
    private final Path messages;
    private final Process process;

    /**
     * Attaches to a process.
     *
     * @param inject as in {@code strace -e inject=}
     */
    Strace(Path folder, ProcessHandle target, String inject) {
        try {
            output = Files.createTempFile(folder, "strace", ".out");
            messages = Files.createTempFile(folder, "strace", ".err");
            List<String> line =
                    List.of(
                            "strace",
                            "-f",
                            "-y",
                            "-o",
                            output.toString(),
                            "-e",
                            "trace=fsync,fdatasync",
                            "-e",
                            "inject=" + inject,
                            "-p",
                            String.valueOf(target.pid()));
            process = new ProcessBuilder(line).redirectError(messages.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Install strace: this test makes a disk fail with it", e);
        }
        Await.until(
                this::messages,
                text -> {
                    if (!process.isAlive()) {
                        throw new AssertionError(
                                "strace cannot attach, so the disk cannot be made to fail; it needs"
                                        + " the right to trace (root, CAP_SYS_PTRACE): "
                                        + text);
                    }
                    return text.contains(" attached");
                });
    }

    private String messages() {
        return read(messages);
    }

    /** One line for each call that was traced. */
    List<String> calls() {
        return read(output).lines().toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process goes on untouched. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
