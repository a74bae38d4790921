package io.demijohn.router.internal;

import io.demijohn.call.CallContext;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.tenant.ModelDemand;
import io.demijohn.tenant.ModelGate;
import io.demijohn.tenant.Passage;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads calls through the platform's gate, when it has one. */
final class Entrance {

    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    private volatile @Nullable ModelGate gate;

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
                                listener.onError(reason(refusal));
                            }
                        });
    }

    private static CompletionStage<Passage> ask(
            ModelGate gate, ModelDemand demand, CallContext context) {
        try {
            return gate.enter(demand, context);
        } catch (RuntimeException e) {
            return java.util.concurrent.CompletableFuture.failedFuture(e);
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
