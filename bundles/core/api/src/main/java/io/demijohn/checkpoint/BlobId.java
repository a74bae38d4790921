package io.demijohn.checkpoint;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names a blob by what is in it: the same bytes have the same name, and are stored once per tenant.
 *
 * @param sha256 the SHA-256 of the bytes, 64 lower-case hexadecimal digits
 */
public record BlobId(String sha256) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    /** Checks the form. */
    public BlobId {
        if (!FORM.matcher(sha256).matches()) {
            throw new IllegalArgumentException("a blob's sha256 must match " + FORM.pattern());
        }
    }

    /**
     * The name of some bytes.
     *
     * @param bytes the whole blob
     * @return its name
     */
    public static BlobId of(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new BlobId(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
