package io.demijohn.router.internal;

import io.demijohn.call.CallContext;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.router.internal.exec.Timers;
import io.demijohn.tenant.ModelDemand;
import io.demijohn.tenant.ModelGate;
import io.demijohn.tenant.Passage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads calls through the platform's gate, when it has one. A caller who is refused hears when to
 * come again; a run of an agent waits for that here, because it would only fail otherwise.
 */
final class Entrance {

    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    private final Timers timers;
    private final InstantSource clock;
    private volatile @Nullable ModelGate gate;

    Entrance(Timers timers, InstantSource clock) {
        this.timers = timers;
        this.clock = clock;
    }

    void open(ModelGate found) {
        gate = found;
    }

    void close(ModelGate gone) {
        gate = gate == gone ? null : gate;
    }

    /**
     * Begins a call, or tells its listener why not.
     *
     * @param start begins it with the listener that it has to answer
     */
    void enter(
            ModelDemand demand,
            CallContext context,
            ChatListener listener,
            Consumer<ChatListener> start) {
        ModelGate now = gate;
        if (now == null) {
            start.accept(listener);
            return;
        }
        ask(now, demand, context)
                .whenComplete(
                        (passage, refusal) -> {
                            if (refusal == null) {
                                start.accept(new GatedListener(listener, passage));
                            } else {
                                refused(reason(refusal), demand, context, listener, start);
                            }
                        });
    }

    private void refused(
            ModelException why,
            ModelDemand demand,
            CallContext context,
            ChatListener listener,
            Consumer<ChatListener> start) {
        Duration wait = why.retryAfter().orElse(Duration.ZERO);
        boolean patient =
                why.kind() == Kind.RATE_LIMITED
                        && context.depth() > 0
                        && !wait.isZero()
                        && wait.compareTo(context.remaining(clock)) < 0
                        && !context.cancellation().isCancelled();
        if (patient) {
            timers.after(wait.toNanos(), () -> enter(demand, context, listener, start));
        } else {
            listener.onError(why);
        }
    }

    private static CompletionStage<Passage> ask(
            ModelGate gate, ModelDemand demand, CallContext context) {
        try {
            return gate.enter(demand, context);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static ModelException reason(Throwable refusal) {
        Throwable cause =
                refusal instanceof CompletionException && refusal.getCause() != null
                        ? refusal.getCause()
                        : refusal;
        if (cause instanceof ModelException why) {
            return why;
        }
        LOG.error("The gate failed, so no model is asked", cause);
        return new ModelException(
                Kind.UNAVAILABLE, "limits and budgets cannot be looked at now; try again");
    }
}
