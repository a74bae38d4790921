package io.demijohn.runtime.internal.journal;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Ids of runs and checkpoints: UUIDs of version 7 whose text order is time order, made from the
 * place in the thread's journal and read back into it. 48 bits time, 12 and 28 bits place, 34 bits
 * of a hash of the thread's id, so that a run's id leads to its thread without an index of runs.
 *
 * @param millis never decreasing within a thread
 * @param place twice the record's sequence, plus one for the second id of one record
 * @param thread the hash
 */
public record PlaceId(long millis, long place, long thread) {

    private static final long LOW_28 = (1L << 28) - 1;
    private static final long LOW_34 = (1L << 34) - 1;

    /**
     * An id.
     *
     * @param millis never decreasing within a thread
     * @param place of the record
     * @param threadId the thread
     * @return a lower-case UUID
     */
    public static String of(long millis, long place, String threadId) {
        long high = (millis << 16) | 0x7000 | ((place >>> 28) & 0xFFF);
        long low = (0b10L << 62) | ((place & LOW_28) << 34) | hash(threadId);
        return new UUID(high, low).toString();
    }

    /**
     * Reads an id.
     *
     * @param id any text
     * @return empty when it was not made here
     */
    public static Optional<PlaceId> parse(String id) {
        Optional<UUID> uuid = uuid(id);
        if (uuid.isEmpty() || uuid.get().version() != 7 || uuid.get().variant() != 2) {
            return Optional.empty();
        }
        long high = uuid.get().getMostSignificantBits();
        long low = uuid.get().getLeastSignificantBits();
        long place = ((high & 0xFFF) << 28) | ((low >>> 34) & LOW_28);
        return Optional.of(new PlaceId(high >>> 16, place, low & LOW_34));
    }

    /**
     * Reads any UUID strictly.
     *
     * @param id any text
     * @return empty unless it is a lower-case UUID of 36 characters
     */
    public static Optional<UUID> uuid(String id) {
        if (id.length() != 36) {
            return Optional.empty();
        }
        try {
            UUID uuid = UUID.fromString(id);
            return uuid.toString().equals(id) ? Optional.of(uuid) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The sequence of the record that the id was made from.
     *
     * @return 1 or more for an id made here
     */
    public long sequence() {
        return place >>> 1;
    }

    /**
     * What of a thread's id is in the ids of its runs.
     *
     * @param threadId the thread
     * @return 34 bits
     */
    public static long hash(String threadId) {
        CRC32C crc = new CRC32C();
        byte[] bytes = threadId.getBytes(StandardCharsets.US_ASCII);
        crc.update(bytes);
        return ((crc.getValue() << 2) | (bytes[bytes.length - 1] & 3)) & LOW_34;
    }
}
