package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.NoticeState;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.WebhookNotice;
import io.demijohn.agent.WebhookSender;
import io.demijohn.runtime.internal.exec.Bulkhead;
import io.demijohn.runtime.internal.exec.Timers;
import io.demijohn.runtime.internal.journal.NameId;
import io.demijohn.runtime.internal.journal.Owed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tries of one notice: one at a time, further and further apart, for so long. */
final class NoticeTry {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final Duration NOBODY_SENDS = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int MOST_DOUBLINGS = 10;

    private final Notices notices;
    private final Notices.Key key;
    private final Owed owed;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile Optional<Instant> next = Optional.empty();
    private volatile Optional<String> reason = Optional.empty();
    private volatile boolean stopped;

    NoticeTry(Notices notices, Notices.Key key, Owed owed) {
        this.notices = notices;
        this.key = key;
        this.owed = owed;
    }

    private Kernel kernel() {
        return notices.desk().kernel();
    }

    private Executor threads() {
        return kernel().workers().of(key.thread().tenant());
    }

    void stop() {
        stopped = true;
    }

    NoticeState view() {
        return new NoticeState(owed.url(), NoticeState.Status.OWED, attempts.get(), next, reason);
    }

    // The host's place first: who waits for a slow host takes no place from the tenant's others.
    void begin() {
        String tenant = key.thread().tenant();
        enter(
                notices.host(tenant, owed.url()),
                host -> enter(notices.tenant(tenant), mine -> attempt(host, mine)));
    }

    private static void enter(Bulkhead bulkhead, Consumer<Bulkhead.Place> then) {
        CompletableFuture<Bulkhead.Place> place = new CompletableFuture<>();
        bulkhead.enter(() -> place.thenAccept(then)).ifPresent(place::complete);
    }

    private void attempt(Bulkhead.Place host, Bulkhead.Place mine) {
        Runnable leave =
                () -> {
                    mine.leave();
                    host.leave();
                };
        threads().execute(() -> attempt(leave));
    }

    private boolean over() {
        return stopped || notices.desk().stopped();
    }

    private void attempt(Runnable leave) {
        Optional<WebhookSender> sender = over() ? Optional.empty() : notices.sender();
        if (sender.isEmpty()) {
            leave.run();
            later(NOBODY_SENDS);
            return;
        }
        attempts.incrementAndGet();
        CompletionStage<?> sent;
        try {
            Optional<RunOutcome> end = notices.outcome(key);
            if (end.isEmpty()) {
                leave.run();
                notices.settle(key, false, attempts.get(), Optional.of("the run was deleted"));
                return;
            }
            sent = sender.get().send(key.thread().tenant(), notice(end.get()));
        } catch (RuntimeException | Error e) {
            sent = CompletableFuture.failedFuture(e);
        }
        bounded(sent, leave);
    }

    private WebhookNotice notice(RunOutcome end) {
        return new WebhookNotice(
                NameId.of(key.runId(), "webhook"),
                owed.url(),
                end.run(),
                end.state(),
                end.run().createdAt(),
                Instant.ofEpochMilli(owed.since()),
                attempts.get());
    }

    /** A sender that never answers counts as one that failed. */
    private void bounded(CompletionStage<?> sent, Runnable leave) {
        AtomicBoolean answered = new AtomicBoolean();
        Timers.Timer late =
                kernel().timers()
                        .after(
                                LIMIT,
                                () -> {
                                    if (answered.compareAndSet(false, true)) {
                                        leave.run();
                                        failed(new IllegalStateException("no answer in time"));
                                    }
                                });
        sent.whenComplete(
                (nothing, error) -> {
                    if (answered.compareAndSet(false, true)) {
                        late.cancel();
                        leave.run();
                        ended(error);
                    }
                });
    }

    private void ended(@Nullable Throwable error) {
        if (error == null) {
            notices.settle(key, true, attempts.get(), Optional.empty());
        } else {
            failed(
                    error instanceof CompletionException && error.getCause() != null
                            ? error.getCause()
                            : error);
        }
    }

    private void failed(Throwable error) {
        reason = Optional.of(String.valueOf(error.getMessage()));
        NoticeBounds bounds = kernel().bounds().notices();
        if (hopeless(error) || attempts.get() >= bounds.attempts() || tooOld(bounds)) {
            notices.settle(key, false, attempts.get(), reason);
            return;
        }
        kernel().meters().noticed("failed");
        Duration pause =
                FIRST_PAUSE.multipliedBy(1L << Math.min(attempts.get() - 1, MOST_DOUBLINGS));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        later(asked(error).filter(wish -> wish.compareTo(bounded) > 0).orElse(bounded));
    }

    private boolean tooOld(NoticeBounds bounds) {
        return Instant.ofEpochMilli(owed.since())
                .plus(bounds.age())
                .isBefore(kernel().clock().instant());
    }

    private static boolean hopeless(Throwable error) {
        return error instanceof AgentException refused
                && (refused.kind() == AgentException.Kind.INVALID
                        || refused.kind() == AgentException.Kind.NOT_FOUND);
    }

    private static Optional<Duration> asked(Throwable error) {
        return error instanceof AgentException refused
                ? refused.retryAfter().filter(wish -> wish.compareTo(Duration.ofHours(1)) < 0)
                : Optional.empty();
    }

    private void later(Duration pause) {
        if (over()) {
            return;
        }
        if (tooOld(kernel().bounds().notices())) {
            notices.settle(
                    key, false, attempts.get(), reason.or(() -> Optional.of("nobody sends")));
            return;
        }
        next = Optional.of(kernel().clock().instant().plus(pause));
        kernel().timers().after(pause, this::begin);
    }
}
