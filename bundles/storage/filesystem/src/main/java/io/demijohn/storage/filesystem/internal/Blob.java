package io.demijohn.storage.filesystem.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The index entry of one blob. Its fields belong to {@link BlobIndex}, which changes them under the
 * lock of its map's entry.
 */
final class Blob {

    final BlobKey key;

    /** Where its frame is; {@link Place#LOST} while it is only queued, or when it was damaged. */
    volatile long place = Place.LOST;

    /** How long its frame is. */
    volatile int size;

    /** Durable live records that name it. */
    final AtomicInteger records = new AtomicInteger();

    /** Queued groups that name it. */
    int pins;

    /** The queued group that carries it, if there is one. */
    volatile int carriers;

    Blob(BlobKey key) {
        this.key = key;
    }

    boolean isUsed() {
        return records.get() > 0 || pins > 0;
    }

    boolean isStored() {
        return place != Place.LOST || carriers > 0;
    }

    boolean isNothing() {
        return !isUsed() && !isStored();
    }
}
