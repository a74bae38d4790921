package io.demijohn.resilience;

import io.demijohn.resilience.Phase.Closed;
import io.demijohn.resilience.Phase.Forced;
import io.demijohn.resilience.Phase.HalfOpen;
import io.demijohn.resilience.Phase.Open;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * A circuit breaker over a sliding window of monotonic time. Thread-safe and lock-free; the way of
 * a call that succeeds allocates nothing.
 *
 * <p>A caller asks for a {@linkplain #acquire() permit} before each call and {@linkplain
 * #record(long, Outcome, long) records} the outcome once, at the call's end, with that permit. A
 * permit carries the breaker's generation: what comes back from a call begun before the breaker
 * opened is ignored. Half-open lets exactly the configured probes through, and a neutral outcome
 * gives its probe back.
 */
public final class Breaker {

    /** No permit: do not call. */
    public static final long REFUSED = -1;

    /** Stands for a call made in spite of the breaker; its outcome is not recorded. */
    public static final long UNGUARDED = 0;

    /** What a breaker lets through. */
    public enum State {
        /** Every call. */
        CLOSED,
        /** The configured probes. */
        HALF_OPEN,
        /** None, for a time. */
        OPEN,
        /** None, until somebody resets it. */
        FORCED_OPEN,
        /** Every call, whatever becomes of it, until somebody resets it. */
        DISABLED
    }

    /** Hears of each change of state once, on the thread of the call that caused it. */
    @FunctionalInterface
    public interface Listener {
        /**
         * The breaker has changed.
         *
         * @param from what it was
         * @param to what it is
         * @param openFor how long it lets nothing through; zero unless {@code to} is OPEN
         */
        void changed(State from, State to, Duration openFor);
    }

    private static final int SLOT_BITS = 8;
    private static final AtomicReferenceFieldUpdater<Breaker, Phase> PHASE =
            AtomicReferenceFieldUpdater.newUpdater(Breaker.class, Phase.class, "phase");

    private final LongSupplier nanoClock;
    private final RandomGenerator random;
    private final Listener listener;
    private final CoolDown coolDown = new CoolDown();
    private final LongAdder refused = new LongAdder();
    private volatile BreakerSettings settings;
    private volatile Phase phase;

    /**
     * A closed breaker.
     *
     * @param settings when to open, and for how long
     * @param nanoClock monotonic nanoseconds, for example {@code System::nanoTime}
     * @param random spreads open times; must be safe for use by many threads
     * @param listener hears of changes
     */
    public Breaker(
            BreakerSettings settings,
            LongSupplier nanoClock,
            RandomGenerator random,
            Listener listener) {
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.random = random;
        this.listener = listener;
        this.phase = closed(1, 0, Ramp.NONE);
    }

    /**
     * Asks to make one call.
     *
     * @return a permit to record the outcome with, or {@link #REFUSED}
     */
    public long acquire() {
        Phase now = phase;
        if (now instanceof Closed closed && closed.ramp() == Ramp.NONE && coolDown.isOver()) {
            return permit(closed, -1);
        }
        long permit = acquire(now, nanoClock.getAsLong());
        if (permit == REFUSED) {
            refused.increment();
        }
        return permit;
    }

    private long acquire(Phase seen, long now) {
        if (seen instanceof Forced forced) {
            return forced.state() == State.DISABLED ? permit(forced, -1) : REFUSED;
        }
        if (!coolDown.isOver(now)) {
            return REFUSED;
        }
        if (seen instanceof Closed closed) {
            return closed.ramp().admits(now) ? permit(closed, -1) : REFUSED;
        }
        if (seen instanceof HalfOpen half) {
            return probe(half, now);
        }
        return afterOpen((Open) seen, now);
    }

    private long afterOpen(Open open, long now) {
        if (now - open.until() < 0) {
            return REFUSED;
        }
        Probes probes = new Probes(settings.probes(), now);
        move(open, new HalfOpen(open.generation() + 1, open.openings(), probes), 0);
        return acquire(phase, now);
    }

    private long probe(HalfOpen half, long now) {
        if (half.probes().anyOlderThan(settings.probeTimeout().toNanos(), now)) {
            open(half, now, 0);
            return REFUSED;
        }
        int slot = half.probes().take(now);
        return slot < 0 ? REFUSED : permit(half, slot);
    }

    /**
     * Records how a call ended, once for each permit.
     *
     * @param permit what {@link #acquire()} returned; {@link #UNGUARDED} is ignored
     * @param outcome how the call ended
     * @param retryAfterNanos how long the dependency asks to wait; 0 when it does not
     */
    public void record(long permit, Outcome outcome, long retryAfterNanos) {
        record(permit, outcome, retryAfterNanos, 0);
    }

    /**
     * Records how a call ended and how long it took, once for each permit.
     *
     * @param permit what {@link #acquire()} returned; {@link #UNGUARDED} is ignored
     * @param outcome how the call ended
     * @param retryAfterNanos how long the dependency asks to wait; 0 when it does not
     * @param tookNanos how long it took; 0 when that says nothing
     */
    public void record(long permit, Outcome outcome, long retryAfterNanos, long tookNanos) {
        Phase now = phase;
        if (permit <= 0 || permit >>> SLOT_BITS != now.generation()) {
            return;
        }
        if (now instanceof Closed closed) {
            recordCall(closed, outcome, retryAfterNanos, settings.isSlow(tookNanos));
        } else if (now instanceof HalfOpen half) {
            boolean slow = outcome == Outcome.SUCCESS && settings.isSlow(tookNanos);
            recordProbe(half, slot(permit), slow ? Outcome.FAILURE : outcome, retryAfterNanos);
        }
    }

    private void recordCall(Closed closed, Outcome outcome, long retryAfter, boolean slow) {
        switch (outcome) {
            case SUCCESS -> count(closed, false, slow, 0);
            case FAILURE -> count(closed, true, false, retryAfter);
            case COOL_DOWN -> pause(retryAfter);
            case CREDENTIAL -> open(closed, nanoClock.getAsLong(), retryAfter);
            case NEUTRAL -> {}
        }
    }

    private void count(Closed closed, boolean failed, boolean slow, long retryAfter) {
        long now = nanoClock.getAsLong();
        closed.window().add(now, failed);
        if (slow) {
            closed.slow().add(now, false);
        }
        long totals = closed.window().totals(now);
        if (trips(totals) || tripsSlow(totals, closed, now)) {
            open(closed, now, retryAfter);
        } else if (!failed && (closed.openings() > 0 || closed.ramp() != Ramp.NONE)) {
            settle(closed, totals, now);
        }
    }

    private boolean trips(long totals) {
        long calls = calls(totals);
        long failures = failures(totals);
        BreakerSettings limits = settings;
        return failures >= limits.failures()
                && calls >= limits.minimumCalls()
                && failures >= limits.failureRate() * calls;
    }

    private boolean tripsSlow(long totals, Closed closed, long now) {
        BreakerSettings limits = settings;
        if (limits.slowCall().isZero()) {
            return false;
        }
        long calls = calls(totals);
        long slow = calls(closed.slow().totals(now));
        return slow >= limits.failures()
                && calls >= limits.minimumCalls()
                && slow >= limits.slowRate() * calls;
    }

    private static long calls(long totals) {
        return totals >>> 32;
    }

    private static long failures(long totals) {
        return totals & 0xFFFF_FFFFL;
    }

    /** Real traffic has succeeded: the ramp is over and the next opening is a first one again. */
    private void settle(Closed closed, long totals, long now) {
        if (closed.ramp().over(now)
                && calls(totals) - failures(totals) >= settings.minimumCalls()) {
            Closed settled =
                    new Closed(closed.generation(), 0, closed.window(), closed.slow(), Ramp.NONE);
            PHASE.compareAndSet(this, closed, settled);
        }
    }

    private void recordProbe(HalfOpen half, int slot, Outcome outcome, long retryAfter) {
        switch (outcome) {
            case SUCCESS -> succeed(half, slot);
            case FAILURE, CREDENTIAL -> open(half, nanoClock.getAsLong(), retryAfter);
            case NEUTRAL -> half.probes().release(slot);
            case COOL_DOWN -> {
                pause(retryAfter);
                half.probes().release(slot);
            }
        }
    }

    private void succeed(HalfOpen half, int slot) {
        if (half.probes().succeed(slot)) {
            long nanos = settings.ramp().toNanos();
            Ramp ramp = nanos == 0 ? Ramp.NONE : new Ramp(nanos, nanoClock.getAsLong());
            move(half, closed(half.generation() + 1, half.openings(), ramp), 0);
        }
    }

    private void pause(long retryAfter) {
        BreakerSettings limits = settings;
        long nanos = retryAfter > 0 ? retryAfter : limits.coolDown().toNanos();
        coolDown.start(nanoClock.getAsLong(), Math.min(nanos, limits.maxOpenTime().toNanos()));
    }

    private void open(Phase from, long now, long retryAfter) {
        long nanos = Math.max(openNanos(from.openings()), retryAfter);
        nanos = Math.min(nanos, settings.maxOpenTime().toNanos());
        move(from, new Open(from.generation() + 1, from.openings() + 1, now + nanos), nanos);
    }

    private long openNanos(int openings) {
        BreakerSettings limits = settings;
        double doubled = limits.openTime().toNanos() * Math.pow(2, Math.min(openings, 40));
        return (long) (doubled * (1 + limits.jitter() * random.nextDouble()));
    }

    private void move(Phase from, Phase to, long openNanos) {
        if (PHASE.compareAndSet(this, from, to)) {
            listener.changed(from.state(), to.state(), Duration.ofNanos(openNanos));
        }
    }

    /**
     * What it lets through at present. An open breaker becomes half-open with the first call after
     * its time.
     *
     * @return the state
     */
    public State state() {
        return phase.state();
    }

    /** Lets nothing through until {@link #reset()}. What is under way is not counted. */
    public void forceOpen() {
        replace(seen -> new Forced(seen.generation() + 1, State.FORCED_OPEN));
    }

    /** Lets everything through until {@link #reset()}, and counts nothing. */
    public void disable() {
        replace(seen -> new Forced(seen.generation() + 1, State.DISABLED));
    }

    /** Closes it and forgets what was counted and asked for. What is under way is not counted. */
    public void reset() {
        coolDown.end();
        replace(seen -> closed(seen.generation() + 1, 0, Ramp.NONE));
    }

    private void replace(UnaryOperator<Phase> next) {
        Phase seen;
        Phase changed;
        do {
            seen = phase;
            changed = next.apply(seen);
        } while (!PHASE.compareAndSet(this, seen, changed));
        if (seen.state() != changed.state()) {
            listener.changed(seen.state(), changed.state(), Duration.ZERO);
        }
    }

    /**
     * What it does at present, for people and meters; not a way to ask whether to call.
     *
     * @return counts of this moment
     */
    public BreakerSnapshot snapshot() {
        Phase seen = phase;
        long now = nanoClock.getAsLong();
        Closed closed = seen instanceof Closed counting ? counting : null;
        long totals = closed == null ? 0 : closed.window().totals(now);
        return new BreakerSnapshot(
                seen.state(),
                calls(totals),
                failures(totals),
                closed == null ? 0 : calls(closed.slow().totals(now)),
                refused.sum(),
                seen.openings(),
                Duration.ofNanos(seen instanceof Open open ? Math.max(0, open.until() - now) : 0),
                Duration.ofNanos(coolDown.leftNanos(now)));
    }

    /**
     * The settings in force.
     *
     * @return what was given last
     */
    public BreakerSettings settings() {
        return settings;
    }

    /**
     * Changes the settings and keeps what was counted.
     *
     * @param changed apply from now on
     */
    public void reconfigure(BreakerSettings changed) {
        settings = changed;
        long nanos = changed.window().toNanos();
        PHASE.updateAndGet(this, seen -> resized(seen, nanos));
    }

    private Phase resized(Phase seen, long nanos) {
        if (!(seen instanceof Closed closed) || closed.window().nanos == nanos) {
            return seen;
        }
        long now = nanoClock.getAsLong();
        return new Closed(
                closed.generation(),
                closed.openings(),
                closed.window().resized(nanos, now),
                closed.slow().resized(nanos, now),
                closed.ramp());
    }

    private Closed closed(long generation, int openings, Ramp ramp) {
        long window = settings.window().toNanos();
        long now = nanoClock.getAsLong();
        return new Closed(
                generation,
                openings,
                new SlidingWindow(window, now),
                new SlidingWindow(window, now),
                ramp);
    }

    private static long permit(Phase phase, int slot) {
        return phase.generation() << SLOT_BITS | (slot + 1);
    }

    private static int slot(long permit) {
        return (int) (permit & ((1 << SLOT_BITS) - 1)) - 1;
    }
}
