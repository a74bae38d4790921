package io.demijohn.storage.filesystem.internal;

import io.demijohn.storage.filesystem.internal.Fault.Survival;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A file of the {@link Disk}: what is in the page cache, and what is on the device. */
final class DiskContent {

    private static final int SECTOR = 512;

    /** A change that is not on the device yet. */
    private record Dirty(int position, byte[] bytes, boolean truncates) {

        byte[] applied(byte[] to) {
            return truncates ? Arrays.copyOf(to, position) : patched(to, position, bytes);
        }

        /** Each sector of it is there or not. */
        byte[] torn(byte[] to, Random random) {
            if (truncates) {
                return random.nextBoolean() ? Arrays.copyOf(to, position) : to;
            }
            byte[] result = to;
            int end = position + bytes.length;
            for (int at = position; at < end; ) {
                int next = Math.min(end, (at / SECTOR + 1) * SECTOR);
                if (random.nextBoolean()) {
                    byte[] sector = Arrays.copyOfRange(bytes, at - position, next - position);
                    result = patched(result, at, sector);
                }
                at = next;
            }
            return result;
        }
    }

    private byte[] cached;
    private byte[] durable;
    private final List<Dirty> dirty = new ArrayList<>();

    DiskContent(byte[] bytes) {
        cached = bytes;
        durable = bytes;
    }

    private static byte[] patched(byte[] bytes, int at, byte[] patch) {
        byte[] result = Arrays.copyOf(bytes, Math.max(bytes.length, at + patch.length));
        System.arraycopy(patch, 0, result, at, patch.length);
        return result;
    }

    byte[] cached() {
        return cached;
    }

    int read(ByteBuffer into, long position) {
        int n = (int) Math.min(into.remaining(), cached.length - position);
        if (n <= 0) {
            return -1;
        }
        into.put(cached, (int) position, n);
        return n;
    }

    void write(long position, byte[] bytes) {
        change(new Dirty((int) position, bytes, false));
    }

    void truncate(long size) {
        if (size < cached.length) {
            change(new Dirty((int) size, new byte[0], true));
        }
    }

    private void change(Dirty change) {
        cached = change.applied(cached);
        dirty.add(change);
    }

    void force() {
        for (Dirty change : dirty) {
            durable = change.applied(durable);
        }
        dirty.clear();
    }

    /** The pages count as clean and are not on the device. */
    void drop() {
        dirty.clear();
    }

    /** The pages that count as clean are read from the device again. */
    void evict() {
        cached = durable;
        for (Dirty change : dirty) {
            cached = change.applied(cached);
        }
    }

    byte[] after(Survival survival, Random random) {
        byte[] bytes = durable;
        for (Dirty change : dirty) {
            bytes =
                    switch (survival) {
                        case NOTHING -> bytes;
                        case ALL -> change.applied(bytes);
                        case TORN -> change.torn(bytes, random);
                    };
        }
        return bytes;
    }

    DiskContent fork() {
        DiskContent copy = new DiskContent(durable.clone());
        copy.cached = cached.clone();
        copy.dirty.addAll(dirty);
        return copy;
    }
}
