package io.demijohn.tenants.internal.key;

import io.demijohn.call.CallContext;
import io.demijohn.tenants.internal.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys on the disk. The first start makes one: its hash goes into the key file, and it itself
 * once into a file that the start script shows and deletes. What people wrote into the file stays.
 */
final class KeyFile {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final String HEADER =
            """
            # API keys, one a line: id = tenant;sha256:<hash of the key>;admin or user
            # Better than by hand: key:create, key:rotate and key:revoke in the shell.
            # Changes are seen within a second. For a new key:
            #   KEY=dj_$(openssl rand -hex 32); echo "$KEY"
            #   HASH=$(printf %s "$KEY" | sha256sum | cut -d' ' -f1)
            #   echo "NAME = default;sha256:$HASH;user" >> demijohn.keys
            """;

    private final Path file;
    private final Path home;

    /** What is in the file: its lines, and the keys on them. */
    record Content(List<String> lines, List<StoredKey> keys, List<String> mistakes) {}

    /**
     * The keys of an installation.
     *
     * @param etc where configuration is
     * @param data where data is
     */
    KeyFile(Path etc, Path data) {
        this.file = etc.resolve("demijohn.keys");
        this.home = data.resolve("demijohn");
    }

    Path path() {
        return file;
    }

    /** Changes with every change of the file; empty when it is not there. */
    Optional<String> version() {
        try {
            return Optional.of(Files.getLastModifiedTime(file) + "/" + Files.size(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    Content read() throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<StoredKey> keys = new ArrayList<>();
        List<String> mistakes = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            try {
                keys.add(KeyLine.parse(line));
            } catch (RuntimeException e) {
                mistakes.add("line " + (i + 1) + " is ignored: " + e.getMessage());
            }
        }
        return new Content(lines, keys, mistakes);
    }

    void write(List<String> lines) throws IOException {
        AtomicFile.write(file, String.join("\n", lines) + "\n");
    }

    /**
     * Makes the first key, unless there is a file with any: broken lines are for a person to mend,
     * not a reason for a new administrator.
     */
    void createIfMissing(Secrets secrets) throws IOException {
        if (hasText()) {
            return;
        }
        String secret = secrets.next();
        Path firstStart = home.resolve("first-start");
        AtomicFile.directory(firstStart);
        AtomicFile.write(firstStart.resolve("api-key"), secret + "\n");
        String hash = HexFormat.of().formatHex(StoredKey.hash(secret));
        AtomicFile.write(
                file,
                HEADER + "first = " + CallContext.DEFAULT_TENANT + ";sha256:" + hash + ";admin\n");
        LOG.info("An API key was made; it is in {} until somebody has read it", firstStart);
    }

    private boolean hasText() throws IOException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(line -> !line.isBlank() && !line.stripLeading().startsWith("#"));
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
