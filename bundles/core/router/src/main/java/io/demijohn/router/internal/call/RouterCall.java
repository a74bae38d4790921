package io.demijohn.router.internal.call;

import static io.demijohn.resilience.RetryPolicy.GIVE_UP;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.resilience.BreakerSettings;
import io.demijohn.resilience.Failure;
import io.demijohn.resilience.Outcome;
import io.demijohn.router.internal.directory.Directory;
import io.demijohn.router.internal.directory.Served;
import io.demijohn.router.internal.exec.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call on its way through its candidates.
 *
 * <pre>
 *   ASKING ----first piece----> STREAMING --end--> DONE
 *     | ^ failed: the next candidate at once
 *     v |
 *   WAITING  for a retry's backoff, or for a name that is being replaced
 * </pre>
 *
 * Everything that happens to it (pieces, ends, timers, cancelling) is an event; events run one at a
 * time ({@link Serial}), so no field needs a lock. Plugins are called outside of events, because a
 * plugin may hang; the timers then go on without it. No thread waits anywhere.
 */
public final class RouterCall {

    private enum Phase {
        ASKING,
        STREAMING,
        WAITING,
        DONE
    }

    private static final Logger LOG = LoggerFactory.getLogger(RouterCall.class);
    private static final int SWAPS = 5;
    private static final long LEAST_NANOS = Duration.ofMillis(500).toNanos();
    private static final long HARDLY_ANY_NANOS = Duration.ofMillis(20).toNanos();

    private final Surroundings around;
    private final CallSettings settings;
    private final List<String> wanted;
    private final Question question;
    private final CallContext context;
    private final Caller caller;
    private final Consumer<RouterCall> whenDone;

    private final Serial events = new Serial();
    private final Itinerary itinerary;
    private final Failures failures = new Failures();
    private final Alarm alarm;
    private final long begun;
    private final long deadline;

    private Phase phase = Phase.WAITING;
    private @Nullable Attempt current;
    private int attempts;
    private int retries;
    private int swaps;
    private long roundBegun;
    private long silentUntil;
    private boolean beginning = true;
    private Runnable stopWaiting = () -> {};

    /**
     * A call that has not begun.
     *
     * @param around what all calls share
     * @param wanted names of models or routes, in order
     * @param question what each candidate is asked
     * @param context tenant, deadline and cancellation
     * @param listener receives the answer
     * @param whenDone hears that the call is over
     */
    public RouterCall(
            Surroundings around,
            List<String> wanted,
            Question question,
            CallContext context,
            ChatListener listener,
            Consumer<RouterCall> whenDone) {
        this.around = around;
        this.settings = around.settings();
        this.wanted = wanted;
        this.question = question;
        this.context = context;
        this.caller = new Caller(listener);
        this.whenDone = whenDone;
        this.itinerary = new Itinerary(around.directory(), wanted, failures);
        this.alarm = new Alarm(around.timers(), () -> event(this::tick));
        this.begun = now();
        this.roundBegun = begun;
        this.deadline = begun + Failures.nanos(context.remaining(around.clock()));
    }

    /** Asks the first candidate on this thread. Returns at once if its plugin does. */
    public void begin() {
        around.meters().began();
        around.budget().deposit();
        Attempt first = first();
        Cancellation.Registration registration =
                context.cancellation().onCancel(() -> event(this::cancelled));
        event(() -> caller.registered(registration));
        if (first == null) {
            return;
        }
        if (around.directory().services(first.name()).size() > 1) {
            // While a new version is on trial its callers do not lend it their threads.
            around.timers().enter(() -> first.ask(question, context));
        } else {
            first.ask(question, context);
        }
    }

    /** Nobody else knows of the call yet, so this event runs here and now. */
    private @Nullable Attempt first() {
        AtomicReference<@Nullable Attempt> first = new AtomicReference<>();
        event(
                () -> {
                    advance();
                    first.set(current);
                    beginning = false;
                });
        return first.get();
    }

    /** The router stops: nobody will answer any more. */
    public void abort() {
        event(() -> giveUp(Kind.UNAVAILABLE, "the router is being stopped; try again"));
    }

    private void cancelled() {
        giveUp(Kind.CANCELLED, "the caller gave up");
    }

    private void giveUp(Kind kind, String message) {
        if (phase != Phase.DONE) {
            closeCurrent(Outcome.NEUTRAL, kind);
            fail(kind, message);
        }
    }

    void event(Runnable event) {
        events.run(event);
    }

    // ---- which candidate is next

    private void advance() {
        long now = now();
        if (deadline - now <= 0) {
            outOfTime();
            return;
        }
        Object version = around.directory().version();
        Candidate candidate = itinerary.next();
        Long missingUntil =
                candidate != null
                        ? null
                        : itinerary.missingUntil(now, settings.swapGrace().toNanos());
        if (candidate != null) {
            ask(candidate, now);
        } else if (missingUntil != null) {
            awaitReturn(version, missingUntil - now);
        } else if (version != around.directory().version()) {
            // Somebody came between the two looks.
            advance();
        } else {
            endRound(now);
        }
    }

    private void ask(Candidate candidate, long now) {
        Attempt attempt = new Attempt(this, candidate, around, now);
        countFailover(candidate);
        current = attempt;
        attempts++;
        phase = Phase.ASKING;
        silentUntil = now + patience(candidate.others(), now);
        alarm.set(Math.min(silentUntil, deadline) - now);
        if (!beginning) {
            around.timers().enter(() -> attempt.ask(question, context));
        }
    }

    private void countFailover(Candidate next) {
        Attempt given = phase == Phase.ASKING ? current : null;
        if (given != null && !given.name().equals(next.served().name())) {
            around.meters().failedOver(given.served());
        }
    }

    /** The candidates before the last share the time for failing over; the last has its own. */
    private long patience(int others, long now) {
        if (others == 0) {
            return settings.firstToken().toNanos();
        }
        long left = roundBegun + settings.failover().toNanos() - now;
        return Math.max(LEAST_NANOS, left / others);
    }

    private void awaitReturn(Object version, long nanos) {
        Directory directory = around.directory();
        Runnable wake = () -> around.timers().after(0, () -> event(this::wake));
        Runnable forget = directory.await(version, settings.swapWaiting(), wake);
        if (forget == null) {
            fail(
                    Kind.OVERLOADED,
                    "too many calls wait for " + String.join(", ", wanted) + " to come back");
            return;
        }
        stopWaiting = forget;
        waitFor(nanos);
    }

    private void endRound(long now) {
        long delay = now - begun < settings.retryWindow().toNanos() ? retryDelay(now) : GIVE_UP;
        if (delay == GIVE_UP) {
            fail(failures.summary(wanted, around.directory().names()));
            return;
        }
        retries++;
        around.meters().retried();
        itinerary.newRound();
        roundBegun = now + delay;
        waitFor(delay);
    }

    private long retryDelay(long now) {
        return settings.retry()
                .nextNanos(
                        failures.decisive(),
                        retries,
                        failures.retryAfterNanos(BreakerSettings.MODEL.coolDown().toNanos()),
                        deadline - now,
                        around.budget(),
                        around.random());
    }

    private void waitFor(long nanos) {
        phase = Phase.WAITING;
        alarm.set(Math.min(nanos, deadline - now()));
    }

    private void wake() {
        if (phase == Phase.WAITING) {
            stopWaiting.run();
            advance();
        }
    }

    // ---- what the plugin does

    void delta(Attempt attempt, ChatDelta delta) {
        if (!isCurrent(attempt)) {
            return;
        }
        String fault = Answer.fault(delta);
        if (fault != null) {
            failed(attempt, misbehaved(attempt, fault));
        } else if (!Answer.isEmpty(delta)) {
            firstPiece(attempt);
            pass(attempt, delta);
        }
    }

    private void firstPiece(Attempt attempt) {
        if (phase == Phase.ASKING) {
            phase = Phase.STREAMING;
            long now = now();
            attempt.begins(now);
            around.meters().firstPiece(attempt.served(), attempt.age(now));
        }
    }

    void completed(Attempt attempt, ChatResult result) {
        if (!isCurrent(attempt)) {
            return;
        }
        String fault = Answer.fault(result);
        if (fault != null) {
            failed(attempt, misbehaved(attempt, fault));
            return;
        }
        if (phase == Phase.ASKING) {
            Answer.pieces(result).forEach(piece -> delta(attempt, piece));
        }
        if (isCurrent(attempt)) {
            succeed(attempt, result);
        }
    }

    private void succeed(Attempt attempt, ChatResult result) {
        close(attempt, Carried.outcome(result), 0, null);
        result.usage().ifPresent(usage -> around.meters().used(attempt.served(), usage));
        ChatResult signed = Answer.signed(result, attempt.served().info(), attempts);
        end();
        caller.complete(signed);
    }

    void failed(Attempt attempt, @Nullable ModelException given) {
        if (!isCurrent(attempt)) {
            return;
        }
        ModelException error = given == null ? misbehaved(attempt, "failed with null") : given;
        boolean replaced = !around.directory().has(attempt.served());
        if (phase == Phase.STREAMING) {
            breakOff(attempt, error, replaced);
        } else if (error.kind() == Kind.TIMEOUT && deadline - now() < HARDLY_ANY_NANOS) {
            outOfTime();
        } else if (replaced && swaps < SWAPS && !Verdict.isAboutTheRequest(error.kind())) {
            swaps++;
            close(attempt, Outcome.NEUTRAL, 0, error.kind());
            itinerary.again(attempt.name());
            advance();
        } else {
            failOver(attempt, error);
        }
    }

    /**
     * After the first piece another candidate's answer would not fit: the caller has to begin anew.
     */
    private void breakOff(Attempt attempt, ModelException error, boolean replaced) {
        Failure verdict = Verdict.of(error.kind());
        Outcome outcome = replaced ? Outcome.NEUTRAL : verdict.outcome();
        close(attempt, outcome, retryAfter(error), error.kind());
        boolean truncated = replaced || Verdict.meansTruncated(error.kind());
        fail(
                !truncated
                        ? error
                        : new ModelException(
                                Kind.TRUNCATED,
                                "the answer of "
                                        + attempt.name()
                                        + " broke off: "
                                        + error.getMessage(),
                                error,
                                error.retryAfter()));
    }

    private void failOver(Attempt attempt, ModelException error) {
        Failure verdict = Verdict.of(error.kind());
        Served another = verdict.failsOver() ? another(attempt, error.kind()) : null;
        close(attempt, verdict.outcome(), retryAfter(error), error.kind());
        if (!verdict.failsOver()) {
            fail(error);
            return;
        }
        LOG.debug("model {} failed, the next is asked", attempt.name(), error);
        failures.add(attempt.name(), error, verdict);
        if (!verdict.retries() && another == null) {
            itinerary.drop(attempt.name());
        }
        advance();
    }

    private @Nullable Served another(Attempt attempt, Kind kind) {
        boolean mayBeThePlugins = Verdict.mayBeThePlugins(kind);
        Served another = itinerary.another(attempt.served(), mayBeThePlugins);
        if (another != null && mayBeThePlugins) {
            attempt.suspectPlugin();
        }
        return another;
    }

    /** Its plugin should have returned from its method by now. */
    void overdue(Attempt attempt) {
        if (isCurrent(attempt) && phase == Phase.ASKING && !attempt.hasReturned()) {
            failed(
                    attempt,
                    new ModelException(
                            Kind.TIMEOUT,
                            "model " + attempt.name() + " does not return from its method"));
        }
    }

    private static long retryAfter(ModelException error) {
        return error.retryAfter().map(Failures::nanos).orElse(0L);
    }

    private static ModelException misbehaved(Attempt attempt, String how) {
        return new ModelException(Kind.INTERNAL, "model " + attempt.name() + " " + how);
    }

    private boolean isCurrent(Attempt attempt) {
        return attempt == current && phase != Phase.DONE && phase != Phase.WAITING;
    }

    // ---- time

    private void tick() {
        long now = now();
        switch (phase) {
            case DONE -> {}
            case WAITING -> wake();
            case STREAMING -> awaitDeadline(now);
            case ASKING -> awaitFirstPiece(now);
        }
    }

    private void awaitDeadline(long now) {
        if (deadline - now > 0) {
            alarm.set(deadline - now);
        } else {
            outOfTime();
        }
    }

    private void awaitFirstPiece(long now) {
        if (deadline - now <= 0) {
            outOfTime();
        } else if (silentUntil - now > 0) {
            alarm.set(Math.min(silentUntil, deadline) - now);
        } else {
            Attempt silent = Objects.requireNonNull(current);
            long waited = Duration.ofNanos(silent.age(now)).toMillis();
            failed(
                    silent,
                    new ModelException(
                            Kind.TIMEOUT,
                            "model " + silent.name() + " said nothing for " + waited + " ms"));
        }
    }

    /**
     * Short deadlines are the caller's choice; only a model that was silent for long has failed.
     */
    private void outOfTime() {
        boolean silent =
                phase == Phase.ASKING
                        && current != null
                        && current.age(now()) >= settings.failover().toNanos();
        closeCurrent(silent ? Outcome.FAILURE : Outcome.NEUTRAL, Kind.TIMEOUT);
        fail(
                Kind.TIMEOUT,
                "no complete answer before the deadline, after " + attempts + " attempts");
    }

    // ---- ends

    private void closeCurrent(Outcome outcome, Kind kind) {
        if (current != null && phase != Phase.WAITING) {
            close(current, outcome, 0, kind);
        }
    }

    private void close(Attempt attempt, Outcome outcome, long retryAfter, @Nullable Kind error) {
        attempt.close(outcome, retryAfter, error);
        around.meters().attempt(attempt.served(), attempt.age(now()), error);
    }

    private void pass(Attempt attempt, ChatDelta delta) {
        if (!caller.piece(delta)) {
            close(attempt, Outcome.NEUTRAL, 0, Kind.CANCELLED);
            fail(Kind.INTERNAL, "the listener failed at a piece of the answer");
        }
    }

    private void fail(Kind kind, String message) {
        fail(new ModelException(kind, message));
    }

    private void fail(ModelException error) {
        end();
        caller.fail(error);
    }

    private void end() {
        phase = Phase.DONE;
        alarm.off();
        stopWaiting.run();
        around.meters().ended();
        whenDone.accept(this);
    }

    private long now() {
        return around.clock().nanoTime();
    }
}
