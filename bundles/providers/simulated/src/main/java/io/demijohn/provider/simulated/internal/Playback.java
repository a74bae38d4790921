package io.demijohn.provider.simulated.internal;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ModelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays one answer on a shared scheduler; a waiting answer is a timer and holds no thread.
 *
 * <p>Invariant: {@code turn} is even while a timer is set and odd while a beat plays. Whoever moves
 * it from even to odd plays next, so the listener never hears two threads at once: a timer that
 * comes due and a cancellation compete for the same even number.
 */
final class Playback {

    private final Supplier<Performance> score;
    private final CallContext context;
    private final ChatListener listener;
    private final ScheduledExecutorService scheduler;
    private final TickClock clock;
    private final Consumer<Playback> onEnd;
    private final AtomicLong turn = new AtomicLong(1);
    private volatile @Nullable ModelException stop;
    private volatile @Nullable ScheduledFuture<?> timer;
    private volatile Cancellation.Registration registration = () -> {};
    private @Nullable Performance performance;
    private int next;
    private boolean waited;
    private boolean late;

    Playback(
            Supplier<Performance> score,
            CallContext context,
            ChatListener listener,
            ScheduledExecutorService scheduler,
            TickClock clock,
            Consumer<Playback> onEnd) {
        this.score = score;
        this.context = context;
        this.listener = listener;
        this.scheduler = scheduler;
        this.clock = clock;
        this.onEnd = onEnd;
    }

    void start() {
        // First: a caller that gave up before hears that, and not a quick answer.
        registration =
                context.cancellation()
                        .onCancel(
                                () ->
                                        stop(
                                                new ModelException(
                                                        ModelException.Kind.CANCELLED,
                                                        "the caller gave up")));
        wait(Duration.ZERO);
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
        // Timers and instants run on two clocks, so the timer's end is not compared with the
        // deadline.
        late = delay.compareTo(left) > 0;
        long nanos = late ? left.toNanos() : delay.toNanos();
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
        if (why == null && performance == null) {
            why = compose();
        }
        while (why == null && hasNext()) {
            if (delayOfNext().compareTo(Duration.ZERO) > 0 && !waited) {
                waited = true;
                wait(delayOfNext());
                return;
            }
            waited = false;
            why = next();
            why = why == null ? whyStop() : why;
        }
        end(why);
    }

    /** Works the answer out here, on the scheduler, so that asking never takes long. */
    private @Nullable ModelException compose() {
        try {
            performance = score.get();
            return null;
        } catch (RuntimeException | StackOverflowError e) {
            // A script's regular expression can overflow the stack on a long question.
            return new ModelException(
                    ModelException.Kind.INTERNAL,
                    "the simulated model could not make up an answer: " + e,
                    e,
                    Optional.empty());
        }
    }

    private @Nullable ModelException next() {
        Beat beat = beats().get(next++);
        return beat.delta() == null ? beat.failure() : say(beat.delta());
    }

    private List<Beat> beats() {
        return performance == null ? List.of() : performance.beats();
    }

    private boolean hasNext() {
        return next < beats().size();
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
        return late || context.remaining(clock).isZero()
                ? new ModelException(ModelException.Kind.TIMEOUT, "no answer before the deadline")
                : null;
    }

    private Duration delayOfNext() {
        return beats().get(next).delay();
    }

    private void end(@Nullable ModelException why) {
        registration.close();
        try {
            if (why != null) {
                listener.onError(why);
            } else if (performance != null) {
                listener.onComplete(performance.result());
            }
        } finally {
            onEnd.accept(this);
        }
    }
}
