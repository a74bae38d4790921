package io.demijohn.storage.filesystem.internal;

/** A blob on its way to the disk. */
final class Carried {

    private final BlobKey key;
    private final byte[] frame;
    private long place = Place.LOST;

    Carried(BlobKey key, byte[] frame) {
        this.key = key;
        this.frame = frame;
    }

    BlobKey key() {
        return key;
    }

    byte[] frame() {
        return frame;
    }

    void writtenAt(long where) {
        place = where;
    }

    long place() {
        return place;
    }
}
