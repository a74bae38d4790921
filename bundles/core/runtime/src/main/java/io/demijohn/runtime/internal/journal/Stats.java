package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;
import java.time.Duration;

/**
 * When the next snapshot is due, and what may be given up. A snapshot is written when four times as
 * many bytes came since the last one as that had, so all together are little more than the newest,
 * and a thread is read from at most about five times the bytes of its state. One snapshot at a time
 * is {@code held}: once it is older than the history to keep, the next snapshot makes it the
 * journal's floor, and is held in its place.
 *
 * @param snapshot sequence of the last one; 0 for none
 * @param snapshotBytes its size
 * @param bytes since then
 * @param records since then
 * @param held sequence of the snapshot that will be the next floor; 0 for none
 * @param heldTime its time, milliseconds
 * @param floor sequence of the first record that is needed; 0 for all
 */
public record Stats(
        long snapshot,
        long snapshotBytes,
        long bytes,
        long records,
        long held,
        long heldTime,
        long floor) {

    /** Nothing is written. */
    public static final Stats NONE = new Stats(0, 0, 0, 0, 0, 0, 0);

    private static final long MIN_BYTES = 64 * 1024;
    private static final int GROWTH = 4;

    /**
     * A snapshot is one record, and stores bound those; a larger thread is read from its last one.
     */
    private static final long MAX_BYTES = 12L << 20;

    /**
     * Whether it is time for a snapshot.
     *
     * @return see above
     */
    public boolean due() {
        return fits() && bytes >= Math.max(MIN_BYTES, GROWTH * snapshotBytes);
    }

    /**
     * Whether a snapshot is small enough to be one record.
     *
     * @return false for a very large thread
     */
    public boolean fits() {
        return snapshotBytes + bytes <= MAX_BYTES;
    }

    Stats plus(int size) {
        return new Stats(snapshot, snapshotBytes, bytes + size, records + 1, held, heldTime, floor);
    }

    /**
     * After a snapshot.
     *
     * @param sequence its record's
     * @param size of its body
     * @param time when
     * @param history how long to keep what it stands for
     * @param needed records from here on belong to open runs
     */
    Stats snapshot(long sequence, int size, long time, Duration history, long needed) {
        Stats fresh = new Stats(sequence, size, 0, 0, held, heldTime, floor);
        if (held == 0) {
            return fresh.hold(sequence, time);
        }
        boolean old = time - heldTime >= history.toMillis();
        return old && held < needed ? fresh.floor(held).hold(sequence, time) : fresh;
    }

    private Stats hold(long sequence, long time) {
        return new Stats(snapshot, snapshotBytes, bytes, records, sequence, time, floor);
    }

    Stats floor(long sequence) {
        return new Stats(snapshot, snapshotBytes, bytes, records, held, heldTime, sequence);
    }

    Doc write() {
        return Doc.empty()
                .put("at", snapshot)
                .put("size", snapshotBytes)
                .put("bytes", bytes)
                .put("records", records)
                .put("held", held)
                .put("heldTime", heldTime)
                .put("floor", floor);
    }

    static Stats read(Doc doc) {
        return new Stats(
                doc.number("at"),
                doc.number("size"),
                doc.number("bytes"),
                doc.number("records"),
                doc.number("held"),
                doc.number("heldTime"),
                doc.number("floor"));
    }
}
