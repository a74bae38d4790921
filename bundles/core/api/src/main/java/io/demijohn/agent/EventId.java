package io.demijohn.agent;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of an event in its run. Derived from the journal, so it is the same before and after a
 * restart.
 *
 * @param step the superstep within the run, from 0
 * @param attempt grows when a step that a crash or a swap cut off is done again
 * @param index the place within step and attempt, from 0
 */
public record EventId(long step, long attempt, long index) implements Comparable<EventId> {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})-(\\d{1,18})");
    private static final Comparator<EventId> ORDER =
            Comparator.comparingLong(EventId::step)
                    .thenComparingLong(EventId::attempt)
                    .thenComparingLong(EventId::index);

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @param text {@code step-attempt-index}
     * @return empty when it is something else
     */
    public static Optional<EventId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new EventId(
                                Long.parseLong(matcher.group(1)),
                                Long.parseLong(matcher.group(2)),
                                Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    @Override
    public int compareTo(EventId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return step + "-" + attempt + "-" + index;
    }
}
