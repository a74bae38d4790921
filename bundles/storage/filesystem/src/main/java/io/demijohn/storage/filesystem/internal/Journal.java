package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The index entry of one journal: a long per record, and the head. */
final class Journal {

    private static final byte[] EMPTY = new byte[0];

    private final JournalKey key;
    private long[] places = new long[2];
    private int records;
    private long epoch;
    private byte @Nullable [] head = EMPTY; // null when it cannot be read

    Journal(JournalKey key) {
        this.key = key;
    }

    synchronized void apply(Placed frame) {
        if (frame.first() <= records) {
            records = 0; // the removal between them was in a damaged part of the log
        }
        boolean gap = frame.first() > records + 1L;
        while (frame.first() > records + 1L) {
            add(Place.LOST);
        }
        for (int i = 0; i < frame.records(); i++) {
            add(frame.place());
        }
        epoch = frame.epoch();
        if (frame.head() != null || frame.headLost() || gap) {
            head = frame.head();
        }
    }

    private void add(long place) {
        if (records == places.length) {
            places = Arrays.copyOf(places, records + (records >> 1) + 1);
        }
        places[records++] = place;
    }

    synchronized long sequence() {
        return records;
    }

    /** Empty when the head body cannot be read. */
    synchronized Optional<Head> head() {
        return Optional.ofNullable(head).map(body -> new Head(key, records, epoch, body));
    }

    /** The places of the records from a sequence on. */
    synchronized long[] places(long fromSequence, int limit) {
        if (fromSequence > records) {
            return new long[0];
        }
        int from = (int) fromSequence - 1;
        return Arrays.copyOfRange(places, from, (int) Math.min(records, (long) from + limit));
    }
}
