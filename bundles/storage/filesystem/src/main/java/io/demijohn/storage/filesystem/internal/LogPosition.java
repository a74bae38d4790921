package io.demijohn.storage.filesystem.internal;

/**
 * A place in the order of the log.
 *
 * @param segment the number of a segment
 * @param offset where a frame of it begins or the last one ends
 */
record LogPosition(int segment, int offset) {

    static final LogPosition START = new LogPosition(0, 0);
}
