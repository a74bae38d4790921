package io.demijohn.storage.filesystem.internal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file on disk. A {@link FileChannel} closes itself when a thread that uses it is interrupted;
 * readers belong to callers, so they have a channel of their own that is opened again.
 */
final class DiskFile implements LogFile {

    private final Path path;
    private final FileChannel writing;
    private @Nullable FileChannel reading;
    private boolean closed;

    DiskFile(Path path) throws IOException {
        this.path = path;
        this.writing = FileChannel.open(path, Set.of(CREATE, READ, WRITE), OwnerOnly.file(path));
    }

    @Override
    public String path() {
        return path.toString();
    }

    @Override
    public long size() throws IOException {
        return writing.size();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        boolean interrupted = Thread.interrupted();
        int start = into.position();
        try {
            while (true) {
                try {
                    return reader().read(into, position);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                } catch (ClosedChannelException e) {
                    if (isClosed()) {
                        throw e;
                    }
                }
                into.position(start);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized FileChannel reader() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (reading == null || !reading.isOpen()) {
            reading = FileChannel.open(path, READ);
        }
        return reading;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        return writing.write(from, position);
    }

    @Override
    public void force() throws IOException {
        writing.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
        writing.truncate(size);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        try (FileChannel first = writing;
                FileChannel second = reading) {
            // try-with-resources closes both, also when one fails
        }
    }
}
