package io.demijohn.itests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The archive under test, unpacked once for all tests of this JVM; never written to afterwards. */
public final class Distribution {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path HOME = unpack();

    private Distribution() {}

    public static Path home() {
        return HOME;
    }

    /** A fresh, empty folder below target/, where a failed test leaves its logs for reading. */
    public static Path newFolder(String name) {
        try {
            Files.createDirectories(TARGET.resolve("data"));
            return Files.createTempDirectory(TARGET.resolve("data"), name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path unpack() {
        try {
            Path parent = Files.createTempDirectory(TARGET, "dist");
            Command.run(
                            "tar",
                            "xzf",
                            TARGET.resolve("distribution.tar.gz").toString(),
                            "-C",
                            parent.toString())
                    .orFail();
            try (Stream<Path> children = Files.list(parent)) {
                return children.findFirst().orElseThrow();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
