package io.demijohn.storage.filesystem.internal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * The removals in one segment. One is needed for as long as an older segment may have frames of the
 * removed journal: those from the segment on in which the journal was born.
 */
final class Tombstones {

    private int[] offsets = new int[0];
    private int[] born = new int[0];
    private int count;
    private int bytes;

    /** In the order of their offsets; false for one that is there already. */
    synchronized boolean add(int offset, int size, int bornIn) {
        if (count > 0 && offsets[count - 1] >= offset) {
            return false;
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count + (count >> 1) + 4);
            born = Arrays.copyOf(born, offsets.length);
        }
        offsets[count] = offset;
        born[count++] = bornIn;
        bytes += size;
        return true;
    }

    synchronized void write(DataOutputStream out) throws IOException {
        out.writeInt(count);
        out.writeInt(bytes);
        for (int i = 0; i < count; i++) {
            out.writeInt(offsets[i]);
            out.writeInt(born[i]);
        }
    }

    /** Returns how many bytes their frames have. */
    synchronized int read(DataInputStream in) throws IOException {
        int n = in.readInt();
        int all = in.readInt();
        for (int i = 0; i < n; i++) {
            add(in.readInt(), 0, in.readInt());
        }
        bytes += all;
        return all;
    }

    /** Bytes of their frames. */
    synchronized int bytes() {
        return bytes;
    }

    synchronized void addAll(Tombstones others) {
        for (int i = 0; i < others.count; i++) {
            add(others.offsets[i], 0, others.born[i]);
        }
        bytes += others.bytes;
    }

    /** The segment in which the journal was born whose removal is at this offset. */
    synchronized int bornOf(int offset) {
        int at = Arrays.binarySearch(offsets, 0, count, offset);
        return at < 0 ? 1 : born[at]; // unknown: as old as can be
    }
}
