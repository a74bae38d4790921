package io.demijohn.storage.filesystem.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A file of chunks: length, CRC32C, bytes; and an empty one at the end. Nothing is believed before
 * it was checked.
 */
final class Chunks {

    private static final int HEADER = 8;
    private static final int SIZE = 1 << 18;

    private Chunks() {}

    /** The last chunk, when all are there and whole; empty otherwise. */
    static Optional<byte[]> last(LogFile file) throws IOException {
        Input input = new Input(file);
        byte[] last = input.chunk;
        while (input.next()) {
            last = input.chunk;
        }
        return input.ended ? Optional.of(last) : Optional.empty();
    }

    /** Reads the bytes of all chunks; ends early at one that is not whole. */
    static final class Input extends InputStream {

        private final LogFile file;
        private byte[] chunk = new byte[0];
        private int at;
        private long position;
        private boolean ended;

        Input(LogFile file) {
            this.file = file;
        }

        /** Goes to the next chunk. */
        private boolean next() throws IOException {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            file.readFully(header, position);
            if (header.hasRemaining()) {
                return false;
            }
            int length = header.getInt(0);
            if (length < 0 || length > SIZE) {
                return false;
            }
            byte[] bytes = new byte[length];
            ByteBuffer body = ByteBuffer.wrap(bytes);
            file.readFully(body, position + HEADER);
            if (body.hasRemaining() || header.getInt(4) != sum(bytes, length, position)) {
                return false;
            }
            position += HEADER + length;
            chunk = bytes;
            at = 0;
            ended = length == 0;
            return !ended;
        }

        @Override
        public int read() throws IOException {
            return at < chunk.length || next() ? Byte.toUnsignedInt(chunk[at++]) : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (at == chunk.length && !next()) {
                return -1;
            }
            int n = Math.min(length, chunk.length - at);
            System.arraycopy(chunk, at, into, from, n);
            at += n;
            return n;
        }
    }

    /** Writes chunks; the end is durable when this is closed. */
    static final class Output extends OutputStream {

        private final LogFile file;
        private final byte[] chunk = new byte[SIZE];
        private int size;
        private long position;

        Output(LogFile file) {
            this.file = file;
        }

        @Override
        public void write(int b) throws IOException {
            chunk[size++] = (byte) b;
            if (size == SIZE) {
                put();
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int end = from + length;
            for (int i = from; i < end; ) {
                int n = Math.min(end - i, SIZE - size);
                System.arraycopy(bytes, i, chunk, size, n);
                size += n;
                i += n;
                if (size == SIZE) {
                    put();
                }
            }
        }

        private void put() throws IOException {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            header.putInt(size).putInt(sum(chunk, size, position)).flip();
            file.writeFully(header, position);
            file.writeFully(ByteBuffer.wrap(chunk, 0, size), position + HEADER);
            position += HEADER + size;
            size = 0;
        }

        /** What follows is in a chunk of its own. */
        void split() throws IOException {
            if (size > 0) {
                put();
            }
        }

        /** Puts the end behind what was written, and makes it durable. */
        void end() throws IOException {
            split();
            put();
            ForceFailed.guard(file::force);
        }

        long position() {
            return position;
        }
    }

    private static int sum(byte[] bytes, int length, long position) {
        return Checksum.of(bytes, 0, length) ^ Long.hashCode(position + 1);
    }
}
