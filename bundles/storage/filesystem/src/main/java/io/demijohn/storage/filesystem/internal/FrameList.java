package io.demijohn.storage.filesystem.internal;

import java.io.IOException;
import java.util.Arrays;

/** The frames of one journal in order: where each is, how long, and its last record's sequence. */
final class FrameList {

    private long[] places = new long[1];
    private int[] sizes = new int[1];
    private int[] lasts = new int[1];
    private int from; // frames before this were given up
    private int to;
    private int before; // the sequence before the first frame

    /** The sequence of the last record; 0 when there was none. */
    int last() {
        return to == from ? before : lasts[to - 1];
    }

    boolean isEmpty() {
        return to == from;
    }

    int count() {
        return to - from;
    }

    /** The sequence of the first record of the first frame. */
    int start() {
        return before + 1;
    }

    /** Only while empty: where the first frame begins. */
    void startAt(int sequence) {
        before = sequence - 1;
    }

    void add(long place, int size, int last) {
        if (to == places.length) {
            grow();
        }
        places[to] = place;
        sizes[to] = size;
        lasts[to++] = last;
    }

    /** Uses the room of given-up frames first. */
    private void grow() {
        int used = to - from;
        int room = from > used ? places.length : used + (used >> 1) + 1;
        places = Arrays.copyOf(Arrays.copyOfRange(places, from, to), room);
        sizes = Arrays.copyOf(Arrays.copyOfRange(sizes, from, to), room);
        lasts = Arrays.copyOf(Arrays.copyOfRange(lasts, from, to), room);
        from = 0;
        to = used;
    }

    /** Gives up the frames that have no record from this sequence on. */
    void dropBelow(int sequence, Usage usage) {
        while (from < to && lasts[from] < sequence) {
            usage.add(places[from], -sizes[from]);
            before = lasts[from++];
        }
    }

    /** Which frame has this record, or the next one behind it; {@link #count} when none. */
    int find(int sequence) {
        int at = Arrays.binarySearch(lasts, from, to, sequence);
        return (at < 0 ? -at - 1 : at) - from;
    }

    long place(int frame) {
        return places[from + frame];
    }

    int size(int frame) {
        return sizes[from + frame];
    }

    int last(int frame) {
        return lasts[from + frame];
    }

    int first(int frame) {
        return (frame == 0 ? before : lasts[from + frame - 1]) + 1;
    }

    void write(PlaceWriter places) throws IOException {
        places.out().writeInt(before);
        places.out().writeInt(to - from);
        for (int i = from; i < to; i++) {
            places.place(this.places[i]);
            places.out().writeInt(sizes[i]);
            places.out().writeInt(lasts[i]);
        }
    }

    void read(PlaceReader in, Usage usage) throws IOException {
        before = in.in().readInt();
        int count = in.in().readInt();
        places = new long[Math.max(1, count)];
        sizes = new int[Math.max(1, count)];
        lasts = new int[Math.max(1, count)];
        for (int i = 0; i < count; i++) {
            add(in.place(), in.in().readInt(), in.in().readInt());
            usage.add(places[i], sizes[i]);
        }
    }

    void move(int frame, long place, int size, Usage usage) {
        usage.add(places[from + frame], -sizes[from + frame]);
        places[from + frame] = place;
        sizes[from + frame] = size;
        usage.add(place, size);
    }
}
