package io.demijohn.itests.load;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntFunction;

/**
 * So many conversations, in each of which nobody speaks before the last answer has come. Who finds
 * all of them busy waits here, which counts towards the latency.
 */
final class Sessions {

    private final Wire wire;
    private final Shot.Reader reader;
    private final Queue<Turns> idle = new ArrayDeque<>();
    private final Queue<Long> waiting = new ArrayDeque<>();

    /**
     * All idle.
     *
     * @param reader hears of each answer, and when its turn was due
     */
    Sessions(Wire wire, int count, IntFunction<Turns> make, Shot.Reader reader) {
        this.wire = wire;
        this.reader = reader;
        for (int i = 0; i < count; i++) {
            idle.add(make.apply(i));
        }
    }

    /**
     * A turn of the conversation that has been idle for longest, now or as soon as there is one.
     */
    void arrive(long due) {
        Turns session;
        synchronized (this) {
            session = idle.poll();
            if (session == null) {
                waiting.add(due);
                return;
            }
        }
        send(session, due);
    }

    private void send(Turns session, long due) {
        wire.send(session.next(), answer -> answered(session, due, answer));
    }

    private void answered(Turns session, long due, Answer answer) {
        reader.answered(due, answer);
        Long next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                idle.add(session);
                return;
            }
        }
        send(session, next);
    }
}
