package io.demijohn.gateway.internal.key;

import io.demijohn.call.CallContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys on the disk. The first start makes one: its hash goes into the key file, and it itself
 * once into a file that the start script shows and deletes.
 */
public final class KeyFile {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final int KEY_BYTES = 32;
    private static final String HEADER =
            """
            # API keys, one a line: id = tenant;sha256:<hash of the key>;admin or user
            # Changes are seen within a second. For a new key:
            #   KEY=dj_$(openssl rand -hex 32); echo "$KEY"
            #   HASH=$(printf %s "$KEY" | sha256sum | cut -d' ' -f1)
            #   echo "NAME = default;sha256:$HASH;user" >> demijohn.keys
            """;

    private final Path file;
    private final Path home;
    private final Path firstStart;
    private final Path firstKey;

    /**
     * The keys of an installation.
     *
     * @param etc where configuration is
     * @param data where data is
     */
    public KeyFile(Path etc, Path data) {
        this.file = etc.resolve("demijohn.keys");
        this.home = data.resolve("demijohn");
        this.firstStart = home.resolve("first-start");
        this.firstKey = firstStart.resolve("api-key");
    }

    Path file() {
        return file;
    }

    /** Says when the keys were changed; changes with every change. */
    Optional<String> version() {
        try {
            return Files.exists(file)
                    ? Optional.of(Files.getLastModifiedTime(file) + "/" + Files.size(file))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    List<ApiKey> read() {
        List<ApiKey> keys = new ArrayList<>();
        try {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (line.isBlank() || line.stripLeading().startsWith("#")) {
                    continue;
                }
                Optional<ApiKey> key = ApiKey.parse(line);
                key.ifPresent(keys::add);
                if (key.isEmpty()) {
                    LOG.error(
                            "{} line {} is ignored: write id = tenant;sha256:<64 hex digits>;admin"
                                    + " or user",
                            file,
                            number);
                }
            }
        } catch (IOException e) {
            LOG.error("{} cannot be read, so no key is accepted: {}", file, e.toString());
        }
        return keys;
    }

    /** Makes the first key, unless there is a file with keys. */
    void createIfMissing() {
        if (Files.exists(file) && !read().isEmpty()) {
            return;
        }
        if (Files.exists(file) && hasText()) {
            return; // broken lines are for a person to mend, not a reason for a new administrator
        }
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        String key = "dj_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        try {
            Files.createDirectories(home);
            PrivateFiles.directory(firstStart);
            PrivateFiles.write(firstKey, key + "\n");
            String line = ApiKey.line("first", CallContext.DEFAULT_TENANT, key, "admin");
            PrivateFiles.write(file, HEADER + line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LOG.info("An API key was made; it is in {} until somebody has read it", firstKey);
    }

    private boolean hasText() {
        try {
            return Files.readAllLines(file).stream()
                    .anyMatch(line -> !line.isBlank() && !line.stripLeading().startsWith("#"));
        } catch (IOException e) {
            return true;
        }
    }
}
