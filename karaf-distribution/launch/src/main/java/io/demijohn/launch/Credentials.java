package io.demijohn.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The administrator of a fresh {@code etc/}: a password, and a key for the owner's own shell. */
final class Credentials {
    private static final String ADMIN = "admin";

    private final Users users;
    private final Path keys;
    private final Path shellKey;

    Credentials(Path etc) {
        this.users = new Users(etc);
        this.keys = etc.resolve("keys.properties");
        this.shellKey = etc.resolve("shell.key");
    }

    /** The new password, or nothing when there is an administrator already. */
    Optional<String> create() throws IOException {
        if (!Users.hasLine(keys, ADMIN)) {
            Users.append(keys, ADMIN, new ShellKey().writeTo(shellKey), ADMIN);
        }
        return users.has(ADMIN) ? Optional.empty() : Optional.of(users.add(ADMIN, ADMIN));
    }
}
