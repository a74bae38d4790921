package io.demijohn.itests.battery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Secrets that are planted, so that one can look for them where they must not be. */
final class Secrets {

    private static final String PROVIDER = "sk-CANARY-provider-8f2c1d";
    private static final String TOOL = "sk-CANARY-tool-51ab90";
    static final List<String> ALL = List.of(PROVIDER, TOOL, "sk-CANARY");

    private Secrets() {}

    static void plant(Path folder) {
        write(folder, "MOCK", PROVIDER);
        write(folder, "LEDGER", "Bearer " + TOOL);
    }

    /** Whatever others can read is not used. */
    private static void write(Path folder, String name, String value) {
        try {
            Files.createDirectories(folder);
            Path file =
                    Files.createFile(
                            folder.resolve(name),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, value + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
