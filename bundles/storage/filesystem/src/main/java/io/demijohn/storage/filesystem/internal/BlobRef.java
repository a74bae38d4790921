package io.demijohn.storage.filesystem.internal;

/**
 * A record names a blob.
 *
 * @param record the record's place in its group, from 0
 * @param blob what it names
 */
record BlobRef(int record, BlobKey blob) {

    /** Bytes in a frame. */
    static final int LENGTH = 4 + BlobKey.LENGTH;
}
