package io.demijohn.router.internal.breaker;

import io.demijohn.resilience.Outcome;
import io.demijohn.router.internal.exec.Timers;
import io.demijohn.router.internal.exec.Timers.Timer;
import org.jspecify.annotations.Nullable;

/**
 * One call's stay inside its plugin: from when it goes in until the plugin has both returned and
 * ended it, whether or not somebody still waits for the answer. So long it holds its place. A
 * plugin that keeps a call some time after the router has no more use of it is hung.
 */
public final class Stay {

    private final PluginGuard guard;
    private final long permit;
    private final long place;
    private boolean returned;
    private boolean ended;
    private boolean judged;
    private @Nullable Outcome pending;
    private Timer watch = Timer.NONE;

    /**
     * A call that goes in.
     *
     * @param guard of the plugin
     * @param permit of its breaker
     * @param place of its bulkhead
     */
    public Stay(PluginGuard guard, long permit, long place) {
        this.guard = guard;
        this.permit = permit;
        this.place = place;
    }

    /** The plugin's method has returned, or was not called. */
    public synchronized void returned() {
        if (!returned) {
            returned = true;
            leave();
        }
    }

    /** The plugin has ended the call, or was not asked. */
    public synchronized void ended() {
        if (!ended) {
            ended = true;
            leave();
        }
    }

    private void leave() {
        if (returned && ended) {
            guard.places().release(place);
            watch.cancel();
            if (pending != null) {
                judge(pending);
            }
        }
    }

    /**
     * Whether the plugin's method has returned.
     *
     * @return false while it holds a thread
     */
    public synchronized boolean hasReturned() {
        return returned;
    }

    /**
     * Looks at it later, unless it is over by then.
     *
     * @param timers call back
     * @param nanos from now
     * @param look what to do
     */
    public synchronized void watch(Timers timers, long nanos, Runnable look) {
        watch.cancel();
        watch = returned && ended ? Timer.NONE : timers.after(nanos, look);
    }

    /**
     * The router has no more use of the call.
     *
     * @param outcome what it says about the plugin, provided that the plugin lets go of it
     * @param timers call back
     * @param nanos how long the plugin may take for that
     */
    public synchronized void over(Outcome outcome, Timers timers, long nanos) {
        if (ended || outcome == Outcome.FAILURE) {
            watch.cancel();
            judge(outcome);
        } else {
            pending = outcome;
            watch(timers, nanos, this::overdue);
        }
    }

    private synchronized void overdue() {
        judge(Outcome.FAILURE);
    }

    private void judge(Outcome outcome) {
        if (!judged) {
            judged = true;
            guard.breaker().record(permit, outcome, 0);
        }
    }
}
