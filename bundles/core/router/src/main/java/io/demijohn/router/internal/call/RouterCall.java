package io.demijohn.router.internal.call;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.resilience.Outcome;
import io.demijohn.router.internal.directory.Directory;
import io.demijohn.router.internal.exec.Serial;
import io.demijohn.router.internal.exec.Timers.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
    private final ChatRequest request;
    private final CallContext context;
    private final ChatListener listener;
    private final Consumer<RouterCall> whenDone;

    private final Serial events = new Serial();
    private final Itinerary itinerary;
    private final Failures failures = new Failures();
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
    private Timer timer = Timer.NONE;
    private Runnable stopWaiting = () -> {};
    private Cancellation.Registration cancelling = () -> {};

    /**
     * A call that has not begun.
     *
     * @param around what all calls share
     * @param wanted names of models or routes, in order
     * @param request the conversation
     * @param context tenant, deadline and cancellation
     * @param listener receives the answer
     * @param whenDone hears that the call is over
     */
    public RouterCall(
            Surroundings around,
            List<String> wanted,
            ChatRequest request,
            CallContext context,
            ChatListener listener,
            Consumer<RouterCall> whenDone) {
        this.around = around;
        this.settings = around.settings();
        this.wanted = wanted;
        this.request = request;
        this.context = context;
        this.listener = listener;
        this.whenDone = whenDone;
        this.itinerary = new Itinerary(around.directory(), wanted);
        this.begun = now();
        this.roundBegun = begun;
        this.deadline = begun + Failures.nanos(context.remaining(around.clock()));
    }

    /** Asks the first candidate on this thread. Returns at once if its plugin does. */
    public void begin() {
        around.meters().began();
        around.budget().deposit();
        // Nobody else knows of the call yet, so this event runs here and now.
        events.run(this::advance);
        Attempt first = current;
        Cancellation.Registration registration =
                context.cancellation().onCancel(() -> event(this::cancelled));
        event(() -> registered(registration));
        if (first != null) {
            first.ask(request, context);
        }
    }

    /** The router stops: nobody will answer any more. */
    public void abort() {
        event(
                () -> {
                    if (phase != Phase.DONE) {
                        closeCurrent(Outcome.NEUTRAL);
                        fail(Kind.UNAVAILABLE, "the router is being stopped; try again");
                    }
                });
    }

    void event(Runnable event) {
        events.run(event);
    }

    private void registered(Cancellation.Registration registration) {
        beginning = false;
        if (phase == Phase.DONE) {
            registration.close();
        } else {
            cancelling = registration;
        }
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
        Attempt attempt = new Attempt(this, candidate, now);
        current = attempt;
        attempts++;
        phase = Phase.ASKING;
        silentUntil = now + patience(candidate.others(), now);
        arm(Math.min(silentUntil, deadline) - now);
        if (!beginning) {
            around.timers().after(0, () -> attempt.ask(request, context));
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
        long delay = retryDelay();
        boolean again =
                failures.worthRetrying()
                        && retries < settings.retries()
                        && now - begun < settings.retryWindow().toNanos()
                        && deadline - now > delay
                        && around.budget().withdraw();
        if (!again) {
            fail(failures.summary(wanted, around.directory().names()));
            return;
        }
        retries++;
        around.meters().retried();
        itinerary.newRound();
        roundBegun = now + delay;
        waitFor(delay);
    }

    private long retryDelay() {
        long asked = failures.retryAfterNanos(Duration.ofSeconds(2).toNanos());
        return settings.backoff().delayNanos(retries, asked, around.random());
    }

    private void waitFor(long nanos) {
        phase = Phase.WAITING;
        arm(Math.min(nanos, deadline - now()));
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
            pass(attempt, () -> listener.onDelta(delta));
        }
    }

    private void firstPiece(Attempt attempt) {
        if (phase == Phase.ASKING) {
            phase = Phase.STREAMING;
            around.meters().firstPiece(attempt.served(), attempt.age(now()));
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
        attempt.close(Outcome.SUCCESS, 0);
        around.meters().attempt(attempt.served(), attempt.age(now()), null);
        result.usage().ifPresent(usage -> around.meters().used(attempt.served(), usage));
        ChatResult signed = Answer.signed(result, attempt.served().info(), attempts);
        end(() -> listener.onComplete(signed));
    }

    void failed(Attempt attempt, @Nullable ModelException given) {
        if (!isCurrent(attempt)) {
            return;
        }
        ModelException error = given == null ? misbehaved(attempt, "failed with null") : given;
        around.meters().attempt(attempt.served(), attempt.age(now()), error.kind());
        boolean replaced = !around.directory().has(attempt.served());
        if (phase == Phase.STREAMING) {
            breakOff(attempt, error, replaced);
        } else if (error.kind() == Kind.TIMEOUT && deadline - now() < HARDLY_ANY_NANOS) {
            outOfTime();
        } else if (replaced && swaps < SWAPS && !Verdict.isAboutTheRequest(error.kind())) {
            swaps++;
            attempt.close(Outcome.NEUTRAL, 0);
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
        Verdict verdict = Verdict.of(error.kind());
        attempt.close(replaced ? Outcome.NEUTRAL : verdict.outcome(), retryAfter(error));
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
        Verdict verdict = Verdict.of(error.kind());
        attempt.close(verdict.outcome(), retryAfter(error));
        if (!verdict.failsOver()) {
            fail(error);
            return;
        }
        LOG.debug("model {} failed, the next is asked", attempt.name(), error);
        failures.add(attempt.name(), error, verdict);
        around.meters().failedOver(attempt.served());
        if (!verdict.retries()) {
            itinerary.drop(attempt.name());
        }
        advance();
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

    private void arm(long nanos) {
        timer.cancel();
        timer = around.timers().after(Math.max(0, nanos), () -> event(this::tick));
    }

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
            arm(deadline - now);
        } else {
            outOfTime();
        }
    }

    private void awaitFirstPiece(long now) {
        if (deadline - now <= 0) {
            outOfTime();
        } else if (silentUntil - now > 0) {
            arm(Math.min(silentUntil, deadline) - now);
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
        if (current != null && phase != Phase.WAITING) {
            around.meters().attempt(current.served(), current.age(now()), Kind.TIMEOUT);
        }
        closeCurrent(silent ? Outcome.FAILURE : Outcome.NEUTRAL);
        fail(
                Kind.TIMEOUT,
                "no complete answer before the deadline, after " + attempts + " attempts");
    }

    private void cancelled() {
        if (phase != Phase.DONE) {
            closeCurrent(Outcome.NEUTRAL);
            fail(Kind.CANCELLED, "the caller gave up");
        }
    }

    private void closeCurrent(Outcome outcome) {
        if (current != null && phase != Phase.WAITING) {
            current.close(outcome, 0);
        }
    }

    // ---- the caller

    /** A listener that throws has lost its answer; nobody else may suffer from that. */
    private void pass(Attempt attempt, Runnable piece) {
        try {
            piece.run();
        } catch (RuntimeException e) {
            LOG.error("a listener broke at a piece of its answer; its call is given up", e);
            attempt.close(Outcome.NEUTRAL, 0);
            fail(Kind.INTERNAL, "the listener failed at a piece of the answer");
        }
    }

    private void fail(Kind kind, String message) {
        fail(new ModelException(kind, message, null, Optional.empty()));
    }

    private void fail(ModelException error) {
        end(() -> listener.onError(error));
    }

    private void end(Runnable last) {
        phase = Phase.DONE;
        timer.cancel();
        stopWaiting.run();
        cancelling.close();
        around.meters().ended();
        whenDone.accept(this);
        try {
            last.run();
        } catch (RuntimeException e) {
            LOG.error("a listener broke at the end of its answer; it may have lost it", e);
        }
    }

    private long now() {
        return around.clock().nanoTime();
    }
}
