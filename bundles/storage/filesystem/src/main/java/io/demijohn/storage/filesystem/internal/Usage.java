package io.demijohn.storage.filesystem.internal;

/** Counts the live bytes of each segment, and knows the order of the segments. */
interface Usage {

    /**
     * More or fewer live bytes.
     *
     * @param place in which segment; {@link Place#LOST} counts nowhere
     * @param bytes how many; negative when they died
     */
    void add(long place, int bytes);

    /** The first number of the segment that a place is in. */
    int number(long place);

    /** Whether a place is at or behind another in the order of the log. */
    default boolean isReached(long place, long by) {
        if (by == Place.LOST) {
            return false;
        }
        int order = Integer.compare(number(by), number(place));
        return order > 0 || (order == 0 && Place.offset(by) >= Place.offset(place));
    }
}
