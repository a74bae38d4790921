package io.demijohn.storage.filesystem.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;

/** Reads what a {@link PlaceWriter} wrote. */
final class PlaceReader {

    private final DataInputStream in;
    private final List<Segment> order;

    PlaceReader(DataInputStream in, List<Segment> order) {
        this.in = in;
        this.order = order;
    }

    DataInputStream in() {
        return in;
    }

    Segment segment(int i) {
        return order.get(i);
    }

    long place() throws IOException {
        int segment = in.readInt();
        int offset = in.readInt();
        return segment < 0 ? Place.LOST : Place.of(order.get(segment).handle(), offset);
    }
}
