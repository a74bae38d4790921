package io.demijohn.provider.simulated.internal;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ModelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays one answer on a shared scheduler; a waiting answer is a timer and holds no thread.
 *
 * <p>Invariant: {@code turn} is even while a timer is set and odd while a beat plays. Whoever moves
 * it from even to odd plays next, so the listener never hears two threads at once: a timer that
 * comes due and a cancellation compete for the same even number.
 */
final class Playback {

    private final Performance performance;
    private final CallContext context;
    private final ChatListener listener;
    private final ScheduledExecutorService scheduler;
    private final TickClock clock;
    private final Consumer<Playback> onEnd;
    private final AtomicLong turn = new AtomicLong(1);
    private volatile @Nullable ModelException stop;
    private volatile @Nullable ScheduledFuture<?> timer;
    private volatile Cancellation.Registration registration = () -> {};
    private int next;

    Playback(
            Performance performance,
            CallContext context,
            ChatListener listener,
            ScheduledExecutorService scheduler,
            TickClock clock,
            Consumer<Playback> onEnd) {
        this.performance = performance;
        this.context = context;
        this.listener = listener;
        this.scheduler = scheduler;
        this.clock = clock;
        this.onEnd = onEnd;
    }

    void start() {
        wait(delayOfNext());
        registration =
                context.cancellation()
                        .onCancel(
                                () ->
                                        stop(
                                                new ModelException(
                                                        ModelException.Kind.CANCELLED,
                                                        "the caller gave up")));
    }

    /** Ends the answer with this failure, unless it has ended already. */
    void stop(ModelException why) {
        if (stop == null) {
            stop = why;
        }
        wake();
    }

    private void wake() {
        long due = turn.get();
        if (due % 2 == 0) {
            execute(due);
        }
    }

    private void execute(long due) {
        try {
            scheduler.execute(() -> play(due));
        } catch (RejectedExecutionException e) {
            // The scheduler is gone, so no timer plays either: end on this thread.
            play(due);
        }
    }

    private void wait(Duration delay) {
        Duration left = context.remaining(clock);
        long nanos = Math.min(delay.toNanos(), left.toNanos());
        long due = turn.incrementAndGet();
        try {
            timer = scheduler.schedule(() -> play(due), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            stop(new ModelException(ModelException.Kind.UNAVAILABLE, "the model was stopped"));
        }
        if (stop != null) {
            wake();
        }
    }

    private void play(long due) {
        if (!turn.compareAndSet(due, due + 1)) {
            return;
        }
        ScheduledFuture<?> set = timer;
        if (set != null) {
            set.cancel(false);
        }
        ModelException why = whyStop();
        while (why == null && next < performance.beats().size()) {
            Beat beat = performance.beats().get(next++);
            why = beat.delta() == null ? beat.failure() : say(beat.delta());
            if (why == null && delayOfNext().compareTo(Duration.ZERO) > 0) {
                wait(delayOfNext());
                return;
            }
            why = why == null ? whyStop() : why;
        }
        end(why);
    }

    private @Nullable ModelException say(ChatDelta delta) {
        try {
            listener.onDelta(delta);
            return null;
        } catch (RuntimeException e) {
            return new ModelException(
                    ModelException.Kind.INTERNAL, "the listener failed", e, Optional.empty());
        }
    }

    private @Nullable ModelException whyStop() {
        if (stop != null) {
            return stop;
        }
        return context.remaining(clock).isZero()
                ? new ModelException(ModelException.Kind.TIMEOUT, "no answer before the deadline")
                : null;
    }

    private Duration delayOfNext() {
        return next < performance.beats().size()
                ? performance.beats().get(next).delay()
                : Duration.ZERO;
    }

    private void end(@Nullable ModelException why) {
        registration.close();
        try {
            if (why == null) {
                listener.onComplete(performance.result());
            } else {
                listener.onError(why);
            }
        } finally {
            onEnd.accept(this);
        }
    }
}
