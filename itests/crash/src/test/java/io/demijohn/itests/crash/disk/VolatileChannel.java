package io.demijohn.itests.crash.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A channel to a volatile file. Like a real one it closes itself when its thread is interrupted.
 */
final class VolatileChannel extends FileChannel {

    private static final int PIECE = 64 * 1024;

    private final VolatileFile file;
    private final String name;
    private long position;

    VolatileChannel(VolatileFile file, String name, boolean append) {
        this.file = file;
        this.name = name;
        this.position = append ? file.size() : 0;
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
        return interruptibly(() -> file.read(into, at));
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
        return interruptibly(
                () -> {
                    DrillDisk.Point point = DrillDisk.reach("write", name);
                    if (point.torn()) {
                        ByteBuffer half = from.duplicate();
                        half.limit(half.position() + half.remaining() / 2);
                        file.write(half, at);
                    }
                    point.before();
                    int written = file.write(from, at);
                    point.after();
                    return written;
                });
    }

    @Override
    public void force(boolean metaData) throws IOException {
        interruptibly(
                () -> {
                    DrillDisk.Point point = DrillDisk.reach("force", name);
                    point.before();
                    if (!point.forgotten()) {
                        file.force();
                    }
                    point.after();
                    return 0;
                });
    }

    @Override
    public FileChannel truncate(long to) throws IOException {
        interruptibly(
                () -> {
                    DrillDisk.Point point = DrillDisk.reach("truncate", name);
                    point.before();
                    file.truncate(to);
                    point.after();
                    return 0;
                });
        position = Math.min(position, to);
        return this;
    }

    private int interruptibly(Work work) throws IOException {
        boolean completed = false;
        try {
            begin();
            if (!isOpen()) {
                throw new java.nio.channels.ClosedChannelException();
            }
            int result = work.run();
            completed = true;
            return result;
        } finally {
            end(completed);
        }
    }

    @FunctionalInterface
    private interface Work {
        int run() throws IOException;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int n = read(into, position);
        position += Math.max(n, 0);
        return n;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int n = write(from, position);
        position += n;
        return n;
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        long all = 0;
        for (int i = offset; i < offset + length; i++) {
            int n = read(into[i]);
            if (n < 0) {
                return all == 0 ? -1 : all;
            }
            all += n;
        }
        return all;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        long all = 0;
        for (int i = offset; i < offset + length; i++) {
            all += write(from[i]);
        }
        return all;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long to) {
        position = to;
        return this;
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, count));
        int n = read(piece, from);
        return n <= 0 ? 0 : target.write(piece.flip());
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, count));
        int n = source.read(piece);
        return n <= 0 ? 0 : write(piece.flip(), to);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long length) {
        throw new UnsupportedOperationException("the drill's disk has no mapped files");
    }

    @Override
    public FileLock lock(long from, long length, boolean shared) {
        throw new UnsupportedOperationException("the drill's disk locks only the file 'lock'");
    }

    @Override
    public FileLock tryLock(long from, long length, boolean shared) {
        return lock(from, length, shared);
    }

    @Override
    protected void implCloseChannel() {
        // what was not forced stays in memory, as on a real machine
    }
}
