package io.demijohn.checkpoint;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * One stored record.
 *
 * @param sequence its place in the journal; the first record has 1
 * @param type what it says
 * @param time when it was written, by the writer's clock, in milliseconds
 * @param body CBOR or JSON bytes; not copied, so do not change them
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed through, equality is defined below
public record JournalRecord(long sequence, RecordType type, Instant time, byte[] body) {

    /** Checks that nothing is missing. */
    public JournalRecord {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence must be 1 or more, is " + sequence);
        }
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(body, "body");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JournalRecord that
                && sequence == that.sequence
                && type == that.type
                && time.equals(that.time)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sequence, type, time, Arrays.hashCode(body));
    }

    @Override
    public String toString() {
        return "JournalRecord[" + sequence + " " + type + " " + body.length + " bytes]";
    }
}
