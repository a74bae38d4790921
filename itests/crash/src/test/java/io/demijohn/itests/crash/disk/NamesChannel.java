package io.demijohn.itests.crash.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A channel to a directory: it can be forced, and nothing else. */
final class NamesChannel extends FileChannel {

    private final FileChannel disk;
    private final Path directory;

    NamesChannel(FileChannel disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        DrillDisk.forceNames(directory);
        disk.force(metaData);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        disk.close();
    }

    private static UnsupportedOperationException no() {
        return new UnsupportedOperationException("a directory");
    }

    @Override
    public int read(ByteBuffer into) {
        throw no();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw no();
    }

    @Override
    public int write(ByteBuffer from) {
        throw no();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw no();
    }

    @Override
    public long position() {
        throw no();
    }

    @Override
    public FileChannel position(long to) {
        throw no();
    }

    @Override
    public long size() {
        throw no();
    }

    @Override
    public FileChannel truncate(long to) {
        throw no();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) {
        throw no();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) {
        throw no();
    }

    @Override
    public int read(ByteBuffer into, long at) {
        throw no();
    }

    @Override
    public int write(ByteBuffer from, long at) {
        throw no();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long length) {
        throw no();
    }

    @Override
    public FileLock lock(long from, long length, boolean shared) {
        throw no();
    }

    @Override
    public FileLock tryLock(long from, long length, boolean shared) {
        throw no();
    }
}
