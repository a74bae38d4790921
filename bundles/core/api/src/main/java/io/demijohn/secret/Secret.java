package io.demijohn.secret;

import java.util.Objects;

/** A secret value that does not show itself in logs, dumps of objects or error messages. */
public final class Secret {

    private final String value;

    /**
     * Wraps a value.
     *
     * @param value the secret; must not be empty
     */
    public Secret(String value) {
        this.value = Objects.requireNonNull(value, "value");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a secret must not be empty");
        }
    }

    /**
     * The value itself. Use it at the last moment, for example when a header is written.
     *
     * @return the secret
     */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "Secret[redacted]";
    }
}
