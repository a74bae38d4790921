package io.demijohn.storage.filesystem.internal;

/**
 * Bounds of the log.
 *
 * @param segmentBytes a new segment begins when a frame would not fit below this
 * @param queueRecords accepted and not yet answered records, at most
 * @param queueBytes their bytes, at most
 * @param recordMaxBytes the largest body of one record
 * @param care what is done in the background
 */
record LogOptions(
        long segmentBytes, int queueRecords, long queueBytes, int recordMaxBytes, Care care) {

    /**
     * What is done in the background, or by nobody.
     *
     * @param isOn whether there is a thread that compacts, saves the index and looks for space
     * @param deadPercent so much of a segment must be dead before it is compacted
     * @param bytesPerSecond compaction reads and writes at most this much
     */
    record Care(boolean isOn, int deadPercent, long bytesPerSecond) {
        static final Care DEFAULT = new Care(true, 50, 32L << 20);
        static final Care NONE = new Care(false, 50, 32L << 20);
    }

    static final LogOptions DEFAULT =
            new LogOptions(64L << 20, 16_384, 64L << 20, 16 << 20, Care.DEFAULT);

    /** Bounds of a log that nobody takes care of in the background. */
    LogOptions(long segmentBytes, int queueRecords, long queueBytes, int recordMaxBytes) {
        this(segmentBytes, queueRecords, queueBytes, recordMaxBytes, Care.NONE);
    }

    /** Room in a frame for its header, the head and the records' own headers. */
    static final int FRAME_OVERHEAD = 256 * 1024;

    /** Room in a blob's frame for its header. */
    static final int BLOB_OVERHEAD = 512;

    /** A segment is read whole at recovery; offsets fit an int. */
    private static final long MAX_SEGMENT = 256L << 20;

    /** The same options, or an exception that names the field and the fix. */
    LogOptions checked() {
        within("record.max.bytes", recordMaxBytes, 1024, 64 << 20);
        within("segment.bytes", segmentBytes, recordMaxBytes + FRAME_OVERHEAD, MAX_SEGMENT);
        within("queue.records", queueRecords, 1, 1 << 20);
        within("compaction.dead.percent", care.deadPercent(), 1, 99);
        within("compaction.bytes.per.second", care.bytesPerSecond(), 1 << 20, 1L << 40);
        within("queue.bytes", queueBytes, recordMaxBytes + FRAME_OVERHEAD, 1L << 30);
        return this;
    }

    /** How much space there must be before a log goes on that has found the disk full. */
    long roomToGoOn() {
        return Math.min(segmentBytes, 16 << 20);
    }

    /** The largest frame: it must fit a segment and the queue. */
    int maxFrame() {
        return (int) Math.min(segmentBytes - SegmentHeader.LENGTH, queueBytes);
    }

    private static void within(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s must be from %,d to %,d, is %,d; change it in %s"
                            .formatted(
                                    field,
                                    min,
                                    max,
                                    value,
                                    "etc/io.demijohn.storage.filesystem.cfg"));
        }
    }
}
