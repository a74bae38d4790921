package io.demijohn.storage.filesystem.internal;

import java.util.zip.CRC32C;

/** CRC32C, bound to the place where the bytes belong. */
final class Checksum {

    private Checksum() {}

    static int of(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    /**
     * Mixes the segment's random salt and the offset in, so that a frame is valid only where it was
     * written: not a stale copy, and not bytes that somebody sent as a record's body.
     */
    static int at(long salt, long offset, byte[] bytes, int from, int to) {
        return of(bytes, from, to) ^ (int) (mix(salt + offset * 0x9E3779B97F4A7C15L) >>> 32);
    }

    /** The finalizer of MurmurHash3, 64 bits. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }
}
