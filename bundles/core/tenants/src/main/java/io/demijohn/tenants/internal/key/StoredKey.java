package io.demijohn.tenants.internal.key;

import io.demijohn.tenant.ApiKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;

/**
 * A key and the hashes of its secrets. A secret is 256 random bits, so one round of SHA-256 is all
 * that it needs: there is nothing to guess.
 */
final class StoredKey {

    private final ApiKey key;
    private final byte[] hash;
    private final byte[] former;

    /**
     * A key.
     *
     * @param key who holds it
     * @param hash of its secret
     * @param former hash of the secret before the last rotation; empty for none
     */
    StoredKey(ApiKey key, byte[] hash, byte[] former) {
        this.key = key;
        this.hash = hash.clone();
        this.former = former.clone();
    }

    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Finds a bucket of the table. Tells nothing of a secret, because it is of its hash. */
    static long bucket(byte[] hash) {
        return ByteBuffer.wrap(hash).getLong();
    }

    ApiKey key() {
        return key;
    }

    byte[] hash() {
        return hash.clone();
    }

    byte[] former() {
        return former.clone();
    }

    /** Whether the secret of this hash opens now. */
    boolean opens(byte[] candidate, Instant now) {
        if (key.expires().filter(end -> !now.isBefore(end)).isPresent()) {
            return false;
        }
        Optional<Instant> overlap = key.overlap();
        return MessageDigest.isEqual(hash, candidate)
                || (MessageDigest.isEqual(former, candidate)
                        && overlap.filter(now::isBefore).isPresent());
    }
}
