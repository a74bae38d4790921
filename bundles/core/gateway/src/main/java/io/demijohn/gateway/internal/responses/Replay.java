package io.demijohn.gateway.internal.responses;

import io.demijohn.gateway.internal.agents.Sse;
import io.demijohn.gateway.internal.http.Outlet;
import java.util.List;

/** Sends the events of a response that has ended, as fast as its reader takes them. */
final class Replay {

    private static final int AHEAD = Outlet.MAX_QUEUED / 4;

    private final List<Narrator.Event> events;
    private final Outlet outlet;
    private int next;

    private Replay(List<Narrator.Event> events, int next, Outlet outlet) {
        this.events = events;
        this.next = next;
        this.outlet = outlet;
    }

    static void send(List<Narrator.Event> events, int from, Outlet outlet) {
        Replay replay = new Replay(events, from, outlet);
        outlet.onDrained(replay::more);
        replay.more();
    }

    private synchronized void more() {
        if (next > events.size()) {
            return;
        }
        while (next < events.size() && outlet.queued() < AHEAD) {
            Narrator.Event event = events.get(next++);
            if (!outlet.offer(Sse.event(event.type(), event.data()))) {
                return;
            }
        }
        if (next == events.size()) {
            next++;
            outlet.finish();
        }
    }
}
