package io.demijohn.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * The lines of {@code users.properties}, as Karaf's properties login module reads them at each
 * login. Of a password only its bcrypt hash is kept.
 */
final class Users {
    private static final String ALPHABET =
            "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int PASSWORD_LENGTH = 24;

    private final Path file;

    Users(Path etc) {
        this.file = etc.resolve("users.properties");
    }

    boolean has(String name) throws IOException {
        return hasLine(file, name);
    }

    /** Adds a user and returns the password, which nothing else knows from then on. */
    String add(String name, String role) throws IOException {
        if (has(name)) {
            throw new IllegalStateException(
                    "user " + name + " exists: delete its line in " + file + " first");
        }
        String password = randomPassword();
        append(file, name, "{CRYPT}" + hashed(password) + "{CRYPT}", role);
        return password;
    }

    static boolean hasLine(Path file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.anyMatch(line -> line.matches(name + "\\s*=.*"));
        }
    }

    static void append(Path file, String name, String credential, String role) throws IOException {
        String line = "%s = %s,_g_:%sgroup%n".formatted(name, credential, role);
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
