package io.demijohn.gateway.internal.responses;

import io.demijohn.gateway.internal.agents.Sse;
import io.demijohn.gateway.internal.http.Outlet;

/** Somebody who reads the events of a response. */
interface Reader {

    /** False when nobody reads any more. */
    boolean event(Narrator.Event event);

    void over();

    /** Who is too slow is left behind, and may come again. */
    static Reader of(Outlet outlet) {
        return new Reader() {
            @Override
            public boolean event(Narrator.Event event) {
                if (!outlet.offer(Sse.event(event.type(), event.data()))) {
                    return false;
                }
                if (outlet.queued() <= Outlet.MAX_QUEUED) {
                    return true;
                }
                outlet.cut();
                return false;
            }

            @Override
            public void over() {
                outlet.finish();
            }
        };
    }
}
