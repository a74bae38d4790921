package io.demijohn.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * The administrator of a fresh {@code etc/}: a password of which only the bcrypt hash is kept, and
 * a key pair for the shell of whoever owns the folder. Line formats are those of Karaf's properties
 * and public key login modules.
 */
final class Credentials {
    private static final String ALPHABET =
            "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int PASSWORD_LENGTH = 24;
    private static final String ADMIN = "admin";
    private static final String GROUP = ",_g_:admingroup";

    private final Path users;
    private final Path keys;
    private final Path shellKey;

    Credentials(Path etc) {
        this.users = etc.resolve("users.properties");
        this.keys = etc.resolve("keys.properties");
        this.shellKey = etc.resolve("shell.key");
    }

    /** The new password, or nothing when there is an administrator already. */
    Optional<String> create() throws IOException {
        if (defined(keys)) {
            return Optional.empty();
        }
        String password = null;
        if (!defined(users)) {
            password = randomPassword();
            append(users, "{CRYPT}" + hashed(password) + "{CRYPT}");
        }
        append(keys, new ShellKey().writeTo(shellKey));
        return Optional.ofNullable(password);
    }

    private static boolean defined(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.anyMatch(line -> line.startsWith(ADMIN + " "));
        }
    }

    private static void append(Path file, String credential) throws IOException {
        String line = ADMIN + " = " + credential + GROUP + System.lineSeparator();
        Files.writeString(file, line, StandardOpenOption.APPEND);
    }

    /** Karaf is told to expect the bcrypt string in hexadecimal (it holds dollar signs). */
    private static String hashed(String password) {
        String hash = BCrypt.hashpw(password, BCrypt.gensalt());
        return HexFormat.of().formatHex(hash.getBytes(StandardCharsets.US_ASCII));
    }

    private static String randomPassword() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder(PASSWORD_LENGTH);
        while (password.length() < PASSWORD_LENGTH) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }
}
