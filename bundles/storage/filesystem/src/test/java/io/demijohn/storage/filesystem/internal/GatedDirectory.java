package io.demijohn.storage.filesystem.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** A disk that is as slow as the test wants: a force waits for a permit, and may then fail. */
final class GatedDirectory implements Directory {

    private final Disk disk = new Disk();
    private final Semaphore permits = new Semaphore(0);
    private final AtomicBoolean gated = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();

    void shut() {
        permits.drainPermits();
        gated.set(true);
    }

    void failNext() {
        failing.set(true);
    }

    /** Lets everything through from now on. */
    void open() {
        gated.set(false);
        permits.release(1_000);
    }

    @Override
    public String path() {
        return disk.path();
    }

    @Override
    public List<String> list() {
        return disk.list();
    }

    @Override
    public LogFile open(String name) throws IOException {
        return new GatedFile(disk.open(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void remove(String name) throws IOException {
        disk.remove(name);
    }

    @Override
    public void force() throws IOException {
        disk.force();
    }

    @Override
    public long usableSpace() {
        return disk.usableSpace();
    }

    @Override
    public void close() {
        disk.close();
    }

    private final class GatedFile implements LogFile {

        private final LogFile file;

        GatedFile(LogFile file) {
            this.file = file;
        }

        @Override
        public void force() throws IOException {
            if (gated.get()) {
                permits.acquireUninterruptibly();
            }
            if (failing.getAndSet(false)) {
                throw new IOException("Input/output error");
            }
            file.force();
        }

        @Override
        public String path() {
            return file.path();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(into, position);
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            return file.write(from, position);
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
