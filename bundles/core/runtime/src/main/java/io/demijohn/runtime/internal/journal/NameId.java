package io.demijohn.runtime.internal.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** UUIDs of version 5 (RFC 9562): the same name gives the same id. */
public final class NameId {

    /** The namespace in which LangGraph names the assistants of graphs. */
    public static final UUID ASSISTANTS = UUID.fromString("6ba7b821-9dad-11d1-80b4-00c04fd430c8");

    private NameId() {}

    /**
     * The id of a name.
     *
     * @param namespace keeps equal names apart
     * @param name any text
     * @return a lower-case UUID
     */
    public static String of(UUID namespace, String name) {
        MessageDigest sha1 = sha1();
        sha1.update(
                ByteBuffer.allocate(16)
                        .putLong(namespace.getMostSignificantBits())
                        .putLong(namespace.getLeastSignificantBits())
                        .array());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
        long high = (hash.getLong() & ~0xF000L) | 0x5000;
        long low = (hash.getLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low).toString();
    }

    /**
     * The id of something within a run or a checkpoint.
     *
     * @param owner a UUID
     * @param name any text
     * @return a lower-case UUID
     */
    public static String of(String owner, String name) {
        return of(UUID.fromString(owner), name);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
