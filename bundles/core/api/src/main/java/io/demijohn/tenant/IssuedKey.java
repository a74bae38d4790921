package io.demijohn.tenant;

import io.demijohn.secret.Secret;
import java.util.Objects;

/**
 * A key at the only moment at which its secret is known.
 *
 * @param key who holds it and what it may do
 * @param secret what the holder sends; nobody can find it out again
 */
public record IssuedKey(ApiKey key, Secret secret) {

    /** Checks that nothing is missing. */
    public IssuedKey {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(secret, "secret");
    }
}
