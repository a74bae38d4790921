package io.demijohn.gateway.internal.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that a receiver shares, and what is signed with it: the form of Standard Webhooks
 * (https://www.standardwebhooks.com), version 1.
 */
final class SigningKey {

    private static final String PREFIX = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final int NEW_BYTES = 32;

    private final SecretKeySpec key;

    private SigningKey(byte[] bytes) {
        key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** Reads {@code whsec_} and base64; never repeats the text, which is a secret. */
    static SigningKey parse(String field, String text) {
        try {
            byte[] bytes =
                    Base64.getDecoder()
                            .decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : "");
            if (bytes.length >= MIN_BYTES && bytes.length <= MAX_BYTES) {
                return new SigningKey(bytes);
            }
        } catch (IllegalArgumentException e) {
            throw wrong(field);
        }
        throw wrong(field);
    }

    private static IllegalArgumentException wrong(String field) {
        return new IllegalArgumentException(
                field
                        + " must name a secret of the form whsec_BASE64 with 24 to 64 bytes;"
                        + " the value itself is not shown");
    }

    static String random() {
        byte[] bytes = new byte[NEW_BYTES];
        new SecureRandom().nextBytes(bytes);
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    String sign(String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
