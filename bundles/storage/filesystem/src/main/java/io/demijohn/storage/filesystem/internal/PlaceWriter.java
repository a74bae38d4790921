package io.demijohn.storage.filesystem.internal;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what the index holds, with places that mean something in the next process too. */
final class PlaceWriter {

    private final DataOutputStream out;
    private final Map<Integer, Integer> order = new LinkedHashMap<>();

    PlaceWriter(DataOutputStream out) {
        this.out = out;
    }

    DataOutputStream out() {
        return out;
    }

    /** Which place a segment has in the list that is written last. */
    int order(int handle) {
        return order.computeIfAbsent(handle, h -> order.size());
    }

    void place(long place) throws IOException {
        boolean lost = place == Place.LOST;
        out.writeInt(lost ? -1 : order(Place.segment(place)));
        out.writeInt(lost ? -1 : Place.offset(place));
    }
}
