package io.demijohn.storage.filesystem.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A disk with a page cache, in memory. It can fail at any of its operations, and it can lose its
 * power: then every sector that was not forced may be there or not. After a failed force the pages
 * count as clean although they were not written, as Linux does it.
 */
final class Disk implements Directory {

    /** What happens at an operation. */
    enum Fault {
        NONE,
        /** A write takes half of the bytes and says so. */
        SHORT_WRITE,
        /** An operation fails; a write leaves half of the bytes. */
        EIO,
        /** Every write fails from here on. */
        ENOSPC,
        /** Forces fail from here on, and what they should have written is lost. */
        FAILED_FORCE,
        /** Nothing works from here on. */
        DEAD
    }

    private static final int SECTOR = 512;

    /** Bytes not yet on the device. */
    private record Dirty(int position, byte[] bytes, boolean truncates) {}

    private static final class Content {
        byte[] cached = new byte[0];
        byte[] durable = new byte[0];
        final List<Dirty> dirty = new ArrayList<>();
    }

    private final Map<String, Content> files = new TreeMap<>();
    private final Set<String> durableNames = new TreeSet<>();
    private Fault fault = Fault.NONE;
    private int faultAt = Integer.MAX_VALUE;
    private int operations;
    private boolean lies;

    /** Fails at the n-th operation from now, counted from 0. */
    synchronized Disk failAt(int operation, Fault what) {
        faultAt = operations + operation;
        fault = what;
        return this;
    }

    /** From now on a force does nothing but say that it worked. */
    synchronized void lie() {
        lies = true;
    }

    synchronized void repair() {
        fault = Fault.NONE;
        faultAt = Integer.MAX_VALUE;
    }

    synchronized int operations() {
        return operations;
    }

    synchronized boolean hasFailed() {
        return operations > faultAt;
    }

    /** What a machine finds that starts after a loss of power. */
    synchronized Disk afterPowerLoss(Random random) {
        Disk disk = new Disk();
        for (Map.Entry<String, Content> entry : files.entrySet()) {
            if (durableNames.contains(entry.getKey()) || random.nextBoolean()) {
                disk.put(entry.getKey(), survivors(entry.getValue(), random));
            }
        }
        return disk;
    }

    private static byte[] survivors(Content content, Random random) {
        byte[] bytes = content.durable;
        for (Dirty dirty : content.dirty) {
            if (dirty.truncates()) {
                bytes = random.nextBoolean() ? Arrays.copyOf(bytes, dirty.position()) : bytes;
                continue;
            }
            int at = dirty.position();
            int end = at + dirty.bytes().length;
            while (at < end) {
                int next = Math.min(end, (at / SECTOR + 1) * SECTOR);
                if (random.nextBoolean()) {
                    byte[] sector =
                            Arrays.copyOfRange(
                                    dirty.bytes(), at - dirty.position(), next - dirty.position());
                    bytes = patched(bytes, at, sector);
                }
                at = next;
            }
        }
        return bytes;
    }

    private static byte[] patched(byte[] bytes, int at, byte[] patch) {
        byte[] result = Arrays.copyOf(bytes, Math.max(bytes.length, at + patch.length));
        System.arraycopy(patch, 0, result, at, patch.length);
        return result;
    }

    synchronized Disk copy() {
        Disk disk = new Disk();
        files.forEach((name, content) -> disk.put(name, content.cached.clone()));
        return disk;
    }

    synchronized void put(String name, byte[] bytes) {
        Content content = new Content();
        content.cached = bytes;
        content.durable = bytes;
        files.put(name, content);
        durableNames.add(name);
    }

    synchronized void remove(String name) {
        files.remove(name);
    }

    synchronized byte[] get(String name) {
        return files.get(name).cached;
    }

    /** Whether the fault is due at this operation. */
    private boolean due(Fault wanted) throws IOException {
        if (fault == Fault.DEAD && operations >= faultAt) {
            throw new IOException("dead");
        }
        return fault == wanted && operations >= faultAt;
    }

    private boolean dueOnce(Fault wanted) throws IOException {
        return due(wanted) && operations == faultAt;
    }

    @Override
    public String path() {
        return "disk";
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized LogFile open(String name) throws IOException {
        if (!files.containsKey(name)) {
            try {
                if (dueOnce(Fault.EIO) || due(Fault.ENOSPC)) {
                    throw new IOException("cannot create");
                }
            } finally {
                operations++;
            }
            files.put(name, new Content());
        }
        return new MemoryFile(name, files.get(name));
    }

    @Override
    public synchronized void force() throws IOException {
        try {
            if (dueOnce(Fault.EIO) || due(Fault.FAILED_FORCE)) {
                throw new IOException("Input/output error");
            }
            if (!lies) {
                durableNames.addAll(files.keySet());
            }
        } finally {
            operations++;
        }
    }

    @Override
    public long usableSpace() {
        return Long.MAX_VALUE;
    }

    @Override
    public void close() {}

    private final class MemoryFile implements LogFile {

        private final String name;
        private final Content content;

        MemoryFile(String name, Content content) {
            this.name = name;
            this.content = content;
        }

        @Override
        public String path() {
            return "disk/" + name;
        }

        @Override
        public long size() {
            synchronized (Disk.this) {
                return content.cached.length;
            }
        }

        @Override
        public int read(ByteBuffer into, long position) {
            synchronized (Disk.this) {
                int n = (int) Math.min(into.remaining(), content.cached.length - position);
                if (n <= 0) {
                    return -1;
                }
                into.put(content.cached, (int) position, n);
                return n;
            }
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            synchronized (Disk.this) {
                try {
                    if (due(Fault.ENOSPC)) {
                        throw new IOException("No space left on device");
                    }
                    boolean fails = dueOnce(Fault.EIO);
                    boolean half = fails || dueOnce(Fault.SHORT_WRITE);
                    int n = half ? (from.remaining() + 1) / 2 : from.remaining();
                    byte[] bytes = new byte[n];
                    from.get(bytes);
                    content.cached = patched(content.cached, (int) position, bytes);
                    content.dirty.add(new Dirty((int) position, bytes, false));
                    if (fails) {
                        throw new IOException("Input/output error");
                    }
                    return n;
                } finally {
                    operations++;
                }
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (Disk.this) {
                try {
                    if (due(Fault.FAILED_FORCE)) {
                        content.dirty.clear();
                        throw new IOException("Input/output error");
                    }
                    if (dueOnce(Fault.EIO)) {
                        throw new IOException("Input/output error");
                    }
                    if (!lies) {
                        write(content);
                    }
                } finally {
                    operations++;
                }
            }
        }

        private void write(Content target) {
            for (Dirty dirty : target.dirty) {
                target.durable =
                        dirty.truncates()
                                ? Arrays.copyOf(target.durable, dirty.position())
                                : patched(target.durable, dirty.position(), dirty.bytes());
            }
            target.dirty.clear();
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (Disk.this) {
                try {
                    if (dueOnce(Fault.EIO)) {
                        throw new IOException("Input/output error");
                    }
                    if (size < content.cached.length) {
                        content.cached = Arrays.copyOf(content.cached, (int) size);
                        content.dirty.add(new Dirty((int) size, new byte[0], true));
                    }
                } finally {
                    operations++;
                }
            }
        }

        @Override
        public void close() {}
    }
}
