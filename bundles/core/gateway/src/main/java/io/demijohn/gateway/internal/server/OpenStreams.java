package io.demijohn.gateway.internal.server;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The streamed answers that are under way: sends each its heartbeat, cuts those whose reader takes
 * nothing, and sends heads that have waited for their answer long enough.
 */
final class OpenStreams {

    private static final long HEAD_MILLIS = 10;
    private static final long MOST_MILLIS = 250;
    private static final int LOOKS_A_BEAT = 4;

    /** A stream and what to send when it is silent. */
    static final class Open {
        private final JettyOutlet outlet;
        private final byte[] heartbeat;
        private long due;

        private Open(JettyOutlet outlet, byte[] heartbeat, long due) {
            this.outlet = outlet;
            this.heartbeat = heartbeat;
            this.due = due;
        }
    }

    private record Held(JettyOutlet outlet, long since) {}

    private final Settings settings;
    private final Set<Open> open = ConcurrentHashMap.newKeySet();
    private final Queue<Held> heads = new ConcurrentLinkedQueue<>();
    private final Ticking beats;
    private final Ticking headTicks = new Ticking(HEAD_MILLIS, this::lookAtHeads);

    OpenStreams(Settings settings) {
        this.settings = settings;
        long millis = settings.heartbeat().toMillis() / LOOKS_A_BEAT;
        this.beats = new Ticking(Math.max(1, Math.min(MOST_MILLIS, millis)), this::lookAtBeats);
    }

    /** Looks after a stream until it is {@link #remove removed} or over. */
    Open add(JettyOutlet outlet, byte[] heartbeat, Scheduler scheduler) {
        Open stream = new Open(outlet, heartbeat, next(System.nanoTime()));
        open.add(stream);
        beats.wake(scheduler);
        return stream;
    }

    void remove(Open stream) {
        open.remove(stream);
    }

    /** Lets a head wait a moment for the answer, to go in one packet with it. */
    void hold(JettyOutlet outlet, Scheduler scheduler) {
        heads.add(new Held(outlet, System.nanoTime()));
        headTicks.wake(scheduler);
    }

    private long next(long now) {
        return now + settings.heartbeat().toNanos();
    }

    private boolean lookAtBeats() {
        long now = System.nanoTime();
        open.removeIf(stream -> stream.outlet.isClosedForGood());
        for (Open stream : open) {
            if (now - stream.due >= 0) {
                stream.due = next(now);
                beat(stream, now);
            }
        }
        return !open.isEmpty();
    }

    private void beat(Open stream, long now) {
        if (stream.outlet.stuck(now, settings.writeTimeout().toNanos())) {
            stream.outlet.cut();
        } else {
            stream.outlet.heartbeat(stream.heartbeat);
        }
    }

    private boolean lookAtHeads() {
        long now = System.nanoTime();
        for (Held head = heads.peek(); head != null; head = heads.peek()) {
            if (now - head.since() < HEAD_MILLIS * 1_000_000 / 2) {
                return true;
            }
            heads.remove();
            head.outlet().sendHead();
        }
        return false;
    }
}
