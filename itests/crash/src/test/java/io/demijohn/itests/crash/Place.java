package io.demijohn.itests.crash;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of an event: step, attempt, index, and which of the frames of one event.
 *
 * @param step within the run
 * @param attempt grows when a step is done again
 * @param index within step and attempt
 * @param frame from 0
 */
record Place(long step, long attempt, long index, int frame) implements Comparable<Place> {

    private static final Pattern TEXT = Pattern.compile("(\\d+)-(\\d+)-(\\d+)(?:\\.(\\d+))?");
    private static final Comparator<Place> ORDER =
            Comparator.comparingLong(Place::step)
                    .thenComparingLong(Place::attempt)
                    .thenComparingLong(Place::index)
                    .thenComparingInt(Place::frame);

    static Place of(String id) {
        Matcher found = TEXT.matcher(id);
        if (!found.matches()) {
            throw new AssertionError("not the id of an event: " + id);
        }
        return new Place(
                Long.parseLong(found.group(1)),
                Long.parseLong(found.group(2)),
                Long.parseLong(found.group(3)),
                found.group(4) == null ? 0 : Integer.parseInt(found.group(4)));
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
