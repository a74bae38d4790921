package io.demijohn.runtime.internal;

import io.demijohn.agent.EventId;
import io.demijohn.agent.RunEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Reads a run's events, all at once or one by one. */
final class Reader implements Flow.Subscriber<RunEvent> {

    private final List<RunEvent> events = new ArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final long atOnce;
    private Flow.Subscription subscription;
    private boolean stopped;

    private Reader(long atOnce) {
        this.atOnce = atOnce;
    }

    static Reader of(Rig rig, String runId, Optional<EventId> from) {
        return of(rig, runId, from, Long.MAX_VALUE);
    }

    static Reader of(Rig rig, String runId, Optional<EventId> from, long atOnce) {
        Reader reader = new Reader(atOnce);
        rig.runs.events(Rig.TENANT, runId, from).subscribe(reader);
        return reader;
    }

    static Reader of(Flow.Publisher<RunEvent> events) {
        Reader reader = new Reader(Long.MAX_VALUE);
        events.subscribe(reader);
        return reader;
    }

    static List<RunEvent> all(Rig rig, String runId) {
        return of(rig, runId, Optional.empty()).untilEnd();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(atOnce);
    }

    @Override
    public void onNext(RunEvent event) {
        synchronized (this) {
            if (stopped) {
                return;
            }
            events.add(event);
            notifyAll();
        }
        if (atOnce != Long.MAX_VALUE) {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable error) {
        end.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }

    /** Completes, or fails, when there is nothing more to hear. */
    CompletionStage<Void> end() {
        return end;
    }

    List<RunEvent> untilEnd() {
        Rig.await(end);
        return events();
    }

    /** Waits until the reader is told that it cannot go on here. */
    List<RunEvent> untilFailed() {
        Rig.until(end::isCompletedExceptionally);
        return events();
    }

    synchronized List<RunEvent> events() {
        return List.copyOf(events);
    }

    /** Waits until an event has come. */
    synchronized RunEvent until(Predicate<RunEvent> wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Rig.PATIENCE);
        while (true) {
            Optional<RunEvent> found = events.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            try {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new IllegalStateException("no such event among " + events);
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Leaves, and says what was read. */
    synchronized List<RunEvent> stop() {
        stopped = true;
        return List.copyOf(events);
    }

    void cancel() {
        subscription.cancel();
    }
}
