package io.demijohn.storage.filesystem.internal;

/** Counts the live bytes of each segment. */
@FunctionalInterface
interface Usage {

    /**
     * More or fewer live bytes.
     *
     * @param place in which segment; {@link Place#LOST} counts nowhere
     * @param bytes how many; negative when they died
     */
    void add(long place, int bytes);
}
