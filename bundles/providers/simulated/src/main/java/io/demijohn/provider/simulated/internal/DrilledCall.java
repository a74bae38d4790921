package io.demijohn.provider.simulated.internal;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.call.CancellationSource;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One call with a fault. It stands between the real model and the caller; a call that is kept
 * waiting is a timer and holds no thread. The caller hears one thread at a time: whoever speaks to
 * it holds this object's lock.
 */
final class DrilledCall implements ChatListener {

    private final Fault fault;
    private final String drill;
    private final ChatModel model;
    private final ChatRequest request;
    private final CallContext context;
    private final ChatListener caller;
    private final Consumer<DrilledCall> onEnd;
    private final CancellationSource asked = new CancellationSource();
    private Cancellation.Registration registration = () -> {};
    private final List<ScheduledFuture<?>> timers = new ArrayList<>(2);
    private int pieces;
    private boolean asking;
    private boolean silent;
    private boolean lifted;
    private boolean ended;

    DrilledCall(
            Fault fault,
            String drill,
            ChatModel model,
            ChatRequest request,
            CallContext context,
            ChatListener caller,
            Consumer<DrilledCall> onEnd) {
        this.fault = fault;
        this.drill = drill;
        this.model = model;
        this.request = request;
        this.context = context;
        this.caller = caller;
        this.onEnd = onEnd;
    }

    void start(ScheduledExecutorService scheduler, TickClock clock, Duration latency) {
        watch(context.cancellation().onCancel(this::cancelled));
        Duration left = context.remaining(clock);
        if (left.isZero()) {
            tooLate();
            return;
        }
        try {
            after(scheduler, left, this::tooLate);
            if (latency.isZero()) {
                begin();
            } else {
                after(scheduler, latency, this::begin);
            }
        } catch (RejectedExecutionException e) {
            // The drill has ended since this call came.
            lift();
        }
    }

    private synchronized void watch(Cancellation.Registration heard) {
        registration = heard;
        if (ended) {
            heard.close();
        }
    }

    private synchronized void after(
            ScheduledExecutorService scheduler, Duration delay, Runnable action) {
        if (!ended) {
            timers.add(scheduler.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS));
        }
    }

    private void cancelled() {
        end(new ModelException(Kind.CANCELLED, "the caller gave up"));
    }

    private void tooLate() {
        end(new ModelException(Kind.TIMEOUT, "no answer before the deadline"));
    }

    /** Asks the model without the lock: it may answer before it returns, from any thread. */
    private void begin() {
        if (!mayAsk()) {
            return;
        }
        try {
            model.chat(request, context.with(asked), this);
        } catch (RuntimeException e) {
            end(new ModelException(Kind.INTERNAL, "the model threw", e, Optional.empty()));
        }
    }

    private synchronized boolean mayAsk() {
        if (!ended && !fault.asksTheModel()) {
            strike();
        }
        asking = !ended && !silent;
        return asking;
    }

    private synchronized void strike() {
        silent = true;
        asked.cancel();
        fault.error().ifPresent(this::end);
    }

    @Override
    public synchronized void onDelta(ChatDelta delta) {
        if (ended || silent) {
            return;
        }
        if (!lifted && fault.breaksAfter(pieces)) {
            strike();
        } else {
            pieces++;
            caller.onDelta(delta);
        }
    }

    @Override
    public synchronized void onComplete(ChatResult result) {
        if (ended || silent) {
            return;
        }
        if (!lifted && fault.breaksAfter(pieces)) {
            strike();
        } else {
            close();
            caller.onComplete(marked(result));
        }
    }

    private ChatResult marked(ChatResult result) {
        Map<String, Object> metadata = new LinkedHashMap<>(result.metadata());
        metadata.put("drill", drill);
        return new ChatResult(
                result.message(), result.finishReason(), result.usage(), result.model(), metadata);
    }

    @Override
    public synchronized void onError(ModelException error) {
        if (!silent) {
            end(error);
        }
    }

    /** The drill is over: an answer under way goes on unharmed, who only waits may ask again. */
    synchronized void lift() {
        lifted = true;
        if (!asking || silent) {
            end(new ModelException(Kind.UNAVAILABLE, "the drill has ended; ask again"));
        }
    }

    private synchronized void end(ModelException error) {
        if (!ended) {
            close();
            asked.cancel();
            caller.onError(error);
        }
    }

    private void close() {
        ended = true;
        registration.close();
        timers.forEach(timer -> timer.cancel(false));
        onEnd.accept(this);
    }
}
