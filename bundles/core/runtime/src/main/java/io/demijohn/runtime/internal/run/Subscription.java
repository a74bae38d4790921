package io.demijohn.runtime.internal.run;

import io.demijohn.agent.EventId;
import io.demijohn.agent.RunEvent;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.JournalKey;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a run's events. It pulls: from the live log while that has what it wants, else from
 * the journal, and holds nothing but its place. Reading happens on a borrowed thread, one at a
 * time.
 */
final class Subscription implements Flow.Subscription {

    private static final int BATCH = 64;

    private final Kernel kernel;
    private final Flow.Subscriber<? super RunEvent> subscriber;
    private final JournalKey key;
    private final String runId;
    private final Optional<EventLog> live;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Runnable signal = this::signal;
    private EventId from;
    private @Nullable Replay replay;
    private boolean greeted;

    Subscription(
            Kernel kernel,
            Flow.Subscriber<? super RunEvent> subscriber,
            JournalKey key,
            String runId,
            EventId from,
            Optional<EventLog> live) {
        this.kernel = kernel;
        this.subscriber = subscriber;
        this.key = key;
        this.runId = runId;
        this.from = from;
        this.live = live;
    }

    /** A reader gets no event: of the error alone it hears after a subscription. */
    static void refuse(Flow.Subscriber<? super RunEvent> subscriber, Throwable error) {
        subscriber.onSubscribe(
                new Flow.Subscription() {
                    @Override
                    public void request(long n) {}

                    @Override
                    public void cancel() {}
                });
        subscriber.onError(error);
    }

    void begin() {
        kernel.meters().subscribed(1);
        live.ifPresent(log -> log.register(signal));
        signal();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            fail(new IllegalArgumentException("a reader must ask for 1 or more events"));
            return;
        }
        demand.accumulateAndGet(n, (old, more) -> old + more < 0 ? Long.MAX_VALUE : old + more);
        signal();
    }

    @Override
    public void cancel() {
        finish();
    }

    private boolean finish() {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            live.ifPresent(log -> log.unregister(signal));
            kernel.meters().subscribed(-1);
        }
        return first;
    }

    private void signal() {
        if (signals.getAndIncrement() == 0) {
            kernel.workers().of(key.tenant()).execute(this::drain);
        }
    }

    private void drain() {
        int seen = signals.get();
        do {
            try {
                pull();
            } catch (CheckpointException e) {
                fail(Failures.of(e));
            } catch (RuntimeException e) {
                fail(e);
            } catch (Error e) {
                fail(new IllegalStateException("reading the events broke", e));
            }
            seen = signals.addAndGet(-seen);
        } while (seen != 0);
    }

    private void fail(RuntimeException reason) {
        if (finish()) {
            subscriber.onError(reason);
        }
    }

    private void pull() {
        if (!greeted) {
            greeted = true;
            subscriber.onSubscribe(this);
        }
        boolean more = true;
        while (more && !over.get()) {
            more = live.isPresent() ? pullLive(live.get()) : pullOld();
        }
    }

    /** Returns whether it is worth trying again at once. */
    private boolean pullLive(EventLog log) {
        EventLog.Batch batch = log.read(from, Math.min(BATCH, demand.get()));
        if (!batch.covered()) {
            return pullForgotten(log);
        }
        replay = null;
        batch.events().forEach(this::emit);
        if (batch.closed()) {
            complete();
            return false;
        }
        Optional<RuntimeException> failure =
                batch.events().isEmpty() ? log.failure() : Optional.empty();
        failure.ifPresent(this::fail);
        return !batch.events().isEmpty() && demand.get() > 0;
    }

    private boolean pullForgotten(EventLog log) {
        if (demand.get() == 0) {
            return false;
        }
        Replay old = replay();
        RunEvent event = old.next(from);
        if (event != null) {
            emit(event);
            return true;
        }
        if (old.ended()) {
            complete();
            return false;
        }
        Optional<EventId> entry = log.entry(old.step());
        if (entry.isPresent() && entry.get().compareTo(from) > 0) {
            from = entry.get();
            return true;
        }
        log.failure().ifPresent(this::fail);
        return false;
    }

    private boolean pullOld() {
        Replay old = replay();
        if (demand.get() == 0 && !old.ended()) {
            return false;
        }
        RunEvent event = old.next(from);
        if (event != null) {
            emit(event);
            return true;
        }
        complete();
        return false;
    }

    private Replay replay() {
        Replay present = replay;
        if (present == null) {
            present = new Replay(kernel.reader(), key, runId);
            replay = present;
        }
        return present;
    }

    private void emit(RunEvent event) {
        if (!over.get()) {
            EventId id = event.id();
            from = new EventId(id.step(), id.attempt(), id.index() + 1);
            demand.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
            subscriber.onNext(event);
        }
    }

    private void complete() {
        if (finish()) {
            subscriber.onComplete();
        }
    }
}
