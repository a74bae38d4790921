package io.demijohn.agent;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Names one request, so that sending it again does not do it again: the answer to the second is
 * that of the first. Kept as long as what the request has made.
 *
 * @param key the caller's, 1 to 255 visible ASCII characters; of one tenant
 * @param fingerprint of what was asked, such as a SHA-256 in hex: the same key with another one is
 *     refused as {@link AgentException.Kind#INVALID}
 */
public record IdempotencyKey(String key, String fingerprint) {

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");

    /** Checks the key. */
    public IdempotencyKey {
        if (!KEY.matcher(key).matches()) {
            throw new AgentException(
                    AgentException.Kind.INVALID,
                    "Idempotency-Key must be 1 to 255 visible ASCII characters");
        }
        Objects.requireNonNull(fingerprint, "fingerprint");
    }
}
