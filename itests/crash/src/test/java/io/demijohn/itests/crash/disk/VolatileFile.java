package io.demijohn.itests.crash.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A file whose changed pages stay in this process's memory until they are forced, as they stay in
 * the system's memory on a real machine. The end of the process is then the failure of the power.
 */
final class VolatileFile {

    private static final int PAGE = 4096;

    private final FileChannel disk;
    private final TreeMap<Long, byte[]> dirty = new TreeMap<>();
    private long size;
    private long valid; // what the device has from here on was cut off

    VolatileFile(Path path, Set<java.nio.file.StandardOpenOption> options) throws IOException {
        this.disk = FileChannel.open(path, options);
        this.size = disk.size();
        this.valid = size;
    }

    synchronized long size() {
        return size;
    }

    synchronized int read(ByteBuffer into, long position) throws IOException {
        if (position >= size) {
            return into.hasRemaining() ? -1 : 0;
        }
        int wanted = (int) Math.min(into.remaining(), size - position);
        int done = 0;
        while (done < wanted) {
            long at = position + done;
            int inPage = (int) (at % PAGE);
            int n = Math.min(wanted - done, PAGE - inPage);
            into.put(page(at / PAGE, false), inPage, n);
            done += n;
        }
        return done;
    }

    synchronized int write(ByteBuffer from, long position) throws IOException {
        int wanted = from.remaining();
        int done = 0;
        while (done < wanted) {
            long at = position + done;
            int inPage = (int) (at % PAGE);
            int n = Math.min(wanted - done, PAGE - inPage);
            from.get(page(at / PAGE, true), inPage, n);
            done += n;
        }
        size = Math.max(size, position + done);
        return done;
    }

    private byte[] page(long number, boolean toChange) throws IOException {
        byte[] cached = dirty.get(number);
        if (cached != null) {
            return cached;
        }
        byte[] page = new byte[PAGE];
        long start = number * PAGE;
        int known = (int) Math.max(0, Math.min(PAGE, valid - start));
        ByteBuffer into = ByteBuffer.wrap(page, 0, known);
        while (into.hasRemaining() && disk.read(into, start + into.position()) > 0) {
            // until all that the device has is there
        }
        if (toChange) {
            dirty.put(number, page);
        }
        return page;
    }

    synchronized void truncate(long to) throws IOException {
        if (to >= size) {
            return;
        }
        if (to % PAGE != 0) {
            byte[] last = page(to / PAGE, true);
            java.util.Arrays.fill(last, (int) (to % PAGE), PAGE, (byte) 0);
        }
        dirty.tailMap((to + PAGE - 1) / PAGE).clear();
        size = to;
        valid = Math.min(valid, to);
    }

    /** Everything written so far reaches the device. */
    synchronized void force() throws IOException {
        if (disk.size() > valid) {
            disk.truncate(valid);
        }
        for (Map.Entry<Long, byte[]> page : dirty.entrySet()) {
            write(page.getKey(), page.getValue());
        }
        dirty.clear();
        valid = size;
        disk.force(false);
    }

    private void write(long number, byte[] page) throws IOException {
        long start = number * PAGE;
        ByteBuffer bytes = ByteBuffer.wrap(page, 0, (int) Math.min(PAGE, size - start));
        while (bytes.hasRemaining()) {
            disk.write(bytes, start + bytes.position());
        }
    }

    /** The system writes pages when it likes: any of them may be on the device already. */
    synchronized void leak(Random random, double share) throws IOException {
        for (Iterator<Map.Entry<Long, byte[]>> i = dirty.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Long, byte[]> page = i.next();
            if (random.nextDouble() < share && page.getKey() * PAGE < size) {
                write(page.getKey(), page.getValue());
                i.remove();
            }
        }
    }
}
