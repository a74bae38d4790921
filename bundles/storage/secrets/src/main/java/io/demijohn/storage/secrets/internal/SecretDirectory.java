package io.demijohn.storage.secrets.internal;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import io.demijohn.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A file per secret; the name is the file's, the value its text without the last line's end. */
final class SecretDirectory {

    private static final int MAX_BYTES = 64 * 1024;
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(GROUP_READ, GROUP_WRITE, OTHERS_READ, OTHERS_WRITE);
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path path;

    SecretDirectory(Path path) {
        this.path = path;
    }

    /** Empty when there is no such file; fails when there is one that must not be used. */
    Optional<Secret> read(String name) throws IOException {
        Path file = path.resolve(name);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (isOpenToOthers(file)) {
            throw new IOException(file + " can be read by others: chmod 600 " + file);
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " has more than " + MAX_BYTES + " bytes");
        }
        String text = withoutLineEnd(Files.readString(file, StandardCharsets.UTF_8));
        if (text.isEmpty()) {
            throw new IOException(file + " is empty: write the secret into it");
        }
        return Optional.of(new Secret(text));
    }

    /** Files that {@link #read} refuses because of their permissions. */
    List<Path> openToOthers() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> regular = files.filter(Files::isRegularFile).sorted().toList();
            return regular.stream().filter(SecretDirectory::isOpen).toList();
        }
    }

    Path path() {
        return path;
    }

    private static boolean isOpen(Path file) {
        try {
            return isOpenToOthers(file);
        } catch (IOException e) {
            return false; // deleted meanwhile: nobody can read it
        }
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        return POSIX && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
    }

    private static String withoutLineEnd(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }
}
