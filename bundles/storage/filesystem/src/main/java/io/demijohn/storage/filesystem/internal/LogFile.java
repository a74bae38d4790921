package io.demijohn.storage.filesystem.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file as the log needs it. Reads may come from any thread, changes only from one. */
interface LogFile extends Closeable {

    /** For messages: where an operator finds it. */
    String path();

    long size() throws IOException;

    /** Reads at most what fits; -1 at the end of the file. */
    int read(ByteBuffer into, long position) throws IOException;

    /** Writes some or all of the bytes. */
    int write(ByteBuffer from, long position) throws IOException;

    /**
     * Returns when everything written is on the device. After a failure it must not be repeated.
     */
    void force() throws IOException;

    void truncate(long size) throws IOException;

    /** Reads until the buffer is full or the file ends. */
    default void readFully(ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int n = read(into, at);
            if (n < 0) {
                return;
            }
            at += n;
        }
    }

    /** Writes all bytes. A device that takes none of them has failed. */
    default void writeFully(ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            int n = write(from, at);
            if (n <= 0) {
                throw new IOException("the device took no bytes at " + path() + ":" + at);
            }
            at += n;
        }
    }
}
