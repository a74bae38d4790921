package io.demijohn.storage.filesystem.internal;

/** Where a frame is, in one long: segment number and offset. */
final class Place {

    /** A record that once was and cannot be read any more. */
    static final long LOST = -1;

    private Place() {}

    static long of(int segment, int offset) {
        return ((long) segment << 32) | offset;
    }

    static int segment(long place) {
        return (int) (place >>> 32);
    }

    static int offset(long place) {
        return (int) place;
    }
}
