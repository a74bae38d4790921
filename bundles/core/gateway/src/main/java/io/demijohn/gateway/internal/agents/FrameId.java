package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.EventId;
import io.demijohn.gateway.internal.json.FieldProblem;
import java.util.Comparator;

/**
 * The id of a server-sent event: the run event it comes from, and which of that event's frames it
 * is. A frame has the same number whichever modes are asked for, so a reader may come back with
 * others.
 *
 * @param event the run event
 * @param ordinal from 0
 */
record FrameId(EventId event, int ordinal) implements Comparable<FrameId> {

    private static final Comparator<FrameId> ORDER =
            Comparator.comparing(FrameId::event).thenComparingInt(FrameId::ordinal);

    static FrameId parse(String text) {
        int dot = text.indexOf('.');
        String event = dot < 0 ? text : text.substring(0, dot);
        String ordinal = dot < 0 ? "0" : text.substring(dot + 1);
        if (!ordinal.matches("\\d{1,4}")) {
            throw wrong();
        }
        return new FrameId(
                EventId.parse(event).orElseThrow(FrameId::wrong), Integer.parseInt(ordinal));
    }

    private static FieldProblem wrong() {
        return new FieldProblem(
                "Last-Event-ID", "must be the id of an event of this stream, or -1 for all");
    }

    @Override
    public int compareTo(FrameId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return ordinal == 0 ? event.toString() : event + "." + ordinal;
    }
}
