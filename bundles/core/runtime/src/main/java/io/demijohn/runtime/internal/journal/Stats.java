package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;

/**
 * When the next snapshot is due. A snapshot is written when as many bytes came since the last one
 * as that had, so all snapshots together are at most twice the newest, and stored bytes at most
 * three times what is new.
 *
 * @param snapshot sequence of the last one; 0 for none
 * @param snapshotBytes its size
 * @param bytes since then
 * @param records since then
 */
public record Stats(long snapshot, long snapshotBytes, long bytes, long records) {

    /** Nothing is written. */
    public static final Stats NONE = new Stats(0, 0, 0, 0);

    private static final long MIN_BYTES = 64 * 1024;

    /**
     * A snapshot is one record, and stores bound those; a larger thread is read from its last one.
     */
    private static final long MAX_BYTES = 12L << 20;

    private static final long MANY_RECORDS = 200;

    /**
     * Whether it is time for a snapshot.
     *
     * @return see above
     */
    public boolean due() {
        boolean fits = snapshotBytes + bytes <= MAX_BYTES;
        boolean muchIsNew =
                bytes >= Math.max(MIN_BYTES, snapshotBytes)
                        || (records >= MANY_RECORDS && bytes >= 2 * snapshotBytes);
        return fits && muchIsNew;
    }

    Stats plus(int size) {
        return new Stats(snapshot, snapshotBytes, bytes + size, records + 1);
    }

    Doc write() {
        return Doc.empty()
                .put("at", snapshot)
                .put("size", snapshotBytes)
                .put("bytes", bytes)
                .put("records", records);
    }

    static Stats read(Doc doc) {
        return new Stats(
                doc.number("at"), doc.number("size"), doc.number("bytes"), doc.number("records"));
    }
}
