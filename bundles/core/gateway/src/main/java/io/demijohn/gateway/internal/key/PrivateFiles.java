package io.demijohn.gateway.internal.key;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read. */
public final class PrivateFiles {

    private PrivateFiles() {}

    static void directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory, permissions(directory, "rwx------"));
        }
    }

    /**
     * Writes beside and moves, so that no reader ever sees a part, and private from the start.
     *
     * @param target the file, replaced if it is there
     * @param text its content
     * @throws IOException when it cannot be written
     */
    public static void write(Path target, String text) throws IOException {
        Path beside = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(beside);
        Files.createFile(beside, permissions(beside, "rw-------"));
        Files.write(
                beside,
                text.getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(
                beside,
                target,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] permissions(Path path, String text) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> wanted = PosixFilePermissions.fromString(text);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(wanted)};
    }
}
