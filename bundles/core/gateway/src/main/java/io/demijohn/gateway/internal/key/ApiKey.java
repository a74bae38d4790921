package io.demijohn.gateway.internal.key;

import io.demijohn.gateway.internal.http.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of the key file: {@code id = tenant;sha256:hex;role}. The key itself is nowhere. */
final class ApiKey {

    private static final Pattern LINE =
            Pattern.compile(
                    "([A-Za-z0-9._-]{1,64})\\s*=\\s*([A-Za-z0-9._-]{1,64})\\s*;"
                            + "\\s*sha256:([0-9a-fA-F]{64})\\s*;\\s*(admin|user)");

    private final Principal principal;
    private final byte[] hash;

    private ApiKey(Principal principal, byte[] hash) {
        this.principal = principal;
        this.hash = hash;
    }

    static Optional<ApiKey> parse(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Principal.Role role = Principal.Role.valueOf(matcher.group(4).toUpperCase(Locale.ROOT));
        return Optional.of(
                new ApiKey(
                        new Principal(matcher.group(1), matcher.group(2), role),
                        HexFormat.of().parseHex(matcher.group(3))));
    }

    static String line(String id, String tenant, String key, String role) {
        return id + " = " + tenant + ";sha256:" + HexFormat.of().formatHex(hash(key)) + ";" + role;
    }

    static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    boolean matches(byte[] candidate) {
        return MessageDigest.isEqual(hash, candidate);
    }

    Principal principal() {
        return principal;
    }
}
