package io.demijohn.router.internal.call;

import io.demijohn.call.CallContext;
import io.demijohn.call.CancellationSource;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import io.demijohn.resilience.Outcome;
import io.demijohn.router.internal.directory.Served;
import java.util.Optional;

/**
 * One candidate asked once: what the plugin gets to see of the call. Whatever it does, from
 * whichever thread and however often, comes to the call as events, one at a time; after the end
 * nothing comes.
 */
final class Attempt implements ChatListener {

    private final RouterCall call;
    private final Candidate candidate;
    private final CancellationSource cancellation = new CancellationSource();
    private final long begun;
    private volatile boolean ended;

    Attempt(RouterCall call, Candidate candidate, long begun) {
        this.call = call;
        this.candidate = candidate;
        this.begun = begun;
    }

    Served served() {
        return candidate.served();
    }

    String name() {
        return served().name();
    }

    long age(long now) {
        return now - begun;
    }

    /** Calls the plugin; runs outside the call's order of events, because it may hang. */
    void ask(Question question, CallContext context) {
        if (ended) {
            return;
        }
        try {
            question.ask(served(), context.with(cancellation), this);
        } catch (Throwable e) {
            // A linkage error of a bundle that is being replaced is as much its own as any other.
            onError(
                    new ModelException(
                            ModelException.Kind.INTERNAL,
                            "model " + name() + " threw " + e.getClass().getName(),
                            e,
                            Optional.empty()));
        }
    }

    @Override
    public void onDelta(ChatDelta delta) {
        if (!ended) {
            call.event(() -> call.delta(this, delta));
        }
    }

    @Override
    public void onComplete(ChatResult result) {
        if (!ended) {
            call.event(() -> call.completed(this, result));
        }
    }

    @Override
    public void onError(ModelException error) {
        if (!ended) {
            call.event(() -> call.failed(this, error));
        }
    }

    /** Within the call's order of events, once. */
    void close(Outcome outcome, long retryAfterNanos) {
        ended = true;
        served().breaker().record(candidate.permit(), outcome, retryAfterNanos);
        if (outcome != Outcome.SUCCESS) {
            cancellation.cancel();
        }
    }
}
