package io.demijohn.secret;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A configuration value that names a secret: {@code secret:NAME}.
 *
 * @param name letters, digits, dot, dash and underscore
 */
public record SecretReference(String name) {

    private static final String PREFIX = "secret:";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    /** Checks the name. */
    public SecretReference {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a secret's name has 1 to 128 letters, digits, dots, dashes or underscores");
        }
    }

    /**
     * Reads a configuration value.
     *
     * @param field the configuration key, for the error message
     * @param value {@code secret:NAME}, or blank for none
     * @return the reference, or empty for a blank value
     * @throws IllegalArgumentException when the value is not a reference; the message names the
     *     field and never repeats the value, which may be a secret
     */
    public static Optional<SecretReference> parse(String field, String value) {
        String text = value.strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.startsWith(PREFIX) || !NAME.matcher(text.substring(PREFIX.length())).matches()) {
            throw new IllegalArgumentException(
                    field
                            + " must be a reference like secret:NAME, not the secret itself;"
                            + " put the value into etc/secrets/NAME");
        }
        return Optional.of(new SecretReference(text.substring(PREFIX.length())));
    }
}
