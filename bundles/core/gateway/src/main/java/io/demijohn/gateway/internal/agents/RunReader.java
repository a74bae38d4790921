package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.RunEvent;
import io.demijohn.gateway.internal.http.Outlet;
import io.demijohn.gateway.internal.http.Problems;
import io.demijohn.gateway.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events of a run as fast as their reader does. A few are asked for ahead, and no more while
 * many bytes wait for the reader; what it has not asked for stays in the journal.
 */
final class RunReader implements Flow.Subscriber<RunEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(RunReader.class);
    private static final int AHEAD = 16;
    private static final long ENOUGH_QUEUED = 64 * 1024;

    private final RunFrames frames;
    private final Outlet outlet;
    private final Runnable ended;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean stopped;

    /**
     * A reader.
     *
     * @param frames makes server-sent events
     * @param outlet where to
     * @param ended what to do after the last event
     */
    RunReader(RunFrames frames, Outlet outlet, Runnable ended) {
        this.frames = frames;
        this.outlet = outlet;
        this.ended = ended;
    }

    /** Begins to read; a refusal is told as a failure on the way is. */
    void read(Supplier<Flow.Publisher<RunEvent>> events) {
        try {
            events.get().subscribe(this);
        } catch (RuntimeException e) {
            onError(e);
        }
    }

    void stop() {
        stopped = true;
        Flow.Subscription present = subscription;
        if (present != null) {
            present.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (stopped) { // before there was anything to cancel
            given.cancel();
            return;
        }
        outlet.onDrained(this::more);
        more();
    }

    private void more() {
        if (outlet.queued() > ENOUGH_QUEUED) {
            return;
        }
        int wanted = AHEAD - asked.getAndSet(AHEAD);
        Flow.Subscription present = subscription;
        if (wanted > 0 && present != null) {
            present.request(wanted);
        }
    }

    @Override
    public void onNext(RunEvent event) {
        asked.decrementAndGet();
        for (byte[] frame : frames.of(event)) {
            if (!outlet.offer(frame)) {
                stop();
                return;
            }
        }
        more();
    }

    @Override
    public void onError(Throwable failure) {
        LOG.warn("A stream of a run's events broke off: {}", failure.toString());
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("error", Problems.kind(failure));
        error.put("message", "The events cannot be read on; ask for the run again");
        outlet.offer(Sse.frame("error", "", Json.write(error)));
        outlet.breakOff();
    }

    @Override
    public void onComplete() {
        ended.run();
    }
}
