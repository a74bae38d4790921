package io.demijohn.router.internal.call;

import io.demijohn.call.CallContext;
import io.demijohn.call.CancellationSource;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import io.demijohn.resilience.Outcome;
import io.demijohn.router.internal.breaker.Stay;
import io.demijohn.router.internal.directory.Served;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One candidate asked once: what the plugin gets to see of the call. Whatever it does, from
 * whichever thread and however often, comes to the call as events, one at a time; after the end
 * nothing comes.
 */
final class Attempt implements ChatListener {

    private final RouterCall call;
    private final Candidate candidate;
    private final Surroundings around;
    private final CancellationSource cancellation = new CancellationSource();
    private final long begun;
    private volatile boolean ended;
    private boolean suspected;
    private long firstPiece;

    Attempt(RouterCall call, Candidate candidate, Surroundings around, long begun) {
        this.call = call;
        this.candidate = candidate;
        this.around = around;
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

    boolean hasReturned() {
        return stay().hasReturned();
    }

    private Stay stay() {
        return candidate.stay();
    }

    /** Calls the plugin; runs outside the call's order of events, because it may hang. */
    void ask(Question question, CallContext context) {
        if (ended) {
            stay().ended();
            stay().returned();
            return;
        }
        try {
            expectReturn();
            question.ask(served(), context.with(cancellation), this);
        } catch (Throwable e) {
            // A linkage error of a bundle that is being replaced is as much its own as any other.
            onError(
                    new ModelException(
                            ModelException.Kind.INTERNAL,
                            "model " + name() + " threw " + e.getClass().getName(),
                            e,
                            Optional.empty()));
        } finally {
            stay().returned();
        }
    }

    /** While another version stands by, a plugin that keeps its caller's thread is not borne. */
    private void expectReturn() {
        if (around.directory().services(name()).size() > 1) {
            stay().watch(
                            around.timers(),
                            around.settings().pluginReturn().toNanos(),
                            () -> call.event(() -> call.overdue(this)));
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
        stay().ended();
        if (!ended) {
            call.event(() -> call.completed(this, result));
        }
    }

    @Override
    public void onError(ModelException error) {
        stay().ended();
        if (!ended) {
            call.event(() -> call.failed(this, error));
        }
    }

    /** The first piece has come. */
    void begins(long now) {
        firstPiece = Math.max(1, age(now));
    }

    /**
     * Another version of the plugin is asked: its answer tells whether the provider is to blame.
     */
    void suspectPlugin() {
        suspected = true;
    }

    /** Within the call's order of events, once. */
    void close(Outcome outcome, long retryAfterNanos, ModelException.@Nullable Kind error) {
        ended = true;
        long took = firstPiece > 0 ? firstPiece : age(around.clock().nanoTime());
        Outcome provider = suspected ? Outcome.NEUTRAL : outcome;
        served().breaker().record(candidate.permit(), provider, retryAfterNanos, took);
        if (outcome != Outcome.SUCCESS) {
            cancellation.cancel();
        }
        Outcome plugin = suspected ? Outcome.FAILURE : Verdict.aboutThePlugin(error);
        stay().over(plugin, around.timers(), around.settings().pluginCancel().toNanos());
    }
}
