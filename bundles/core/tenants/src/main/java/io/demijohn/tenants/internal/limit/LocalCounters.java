package io.demijohn.tenants.internal.limit;

import io.demijohn.resilience.Bulkhead;
import io.demijohn.resilience.RateLimit;
import io.demijohn.tenant.LimitCounters;
import io.demijohn.tenant.LimitDraw;
import io.demijohn.tenant.LimitReservation;
import io.demijohn.tenant.LimitReservation.Refusal;
import io.demijohn.tenant.LimitStanding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Counters in memory, for one node: sliding windows of a minute, and bulkheads. What nobody uses is
 * forgotten when there is much of it.
 */
final class LocalCounters implements LimitCounters {

    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MANY = 10_000;

    private final LongSupplier nanos;
    private final ConcurrentHashMap<String, RateLimit> rates = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Bulkhead> bulkheads = new ConcurrentHashMap<>();
    private volatile int sweepAt = MANY;

    /** Nothing is used. Time is monotonic. */
    LocalCounters(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public CompletionStage<LimitReservation> reserve(List<LimitDraw> draws) {
        sweep();
        List<Held> held = new ArrayList<>(draws.size());
        for (LimitDraw draw : draws) {
            Optional<Refusal> refusal =
                    draw.unit() == LimitDraw.Unit.CONCURRENT ? enter(draw, held) : take(draw, held);
            if (refusal.isPresent()) {
                held.forEach(Held::giveBack);
                return CompletableFuture.completedFuture(new Answer(refusal, List.of()));
            }
        }
        return CompletableFuture.completedFuture(new Answer(Optional.empty(), held));
    }

    // Inside the map's own step, so that a counter is not forgotten while it is taken from.
    private Optional<Refusal> take(LimitDraw draw, List<Held> held) {
        long[] ticket = new long[1];
        RateLimit rate =
                rates.compute(
                        name(draw),
                        (name, known) -> {
                            RateLimit now = rate(known, draw);
                            ticket[0] = now.reserve(draw.amount());
                            return now;
                        });
        if (ticket[0] < 0) {
            long wait = RateLimit.retryAfterNanos(ticket[0]);
            return Optional.of(
                    new Refusal(
                            draw,
                            wait == Long.MAX_VALUE
                                    ? Optional.empty()
                                    : Optional.of(Duration.ofNanos(wait))));
        }
        held.add(new Taken(draw, rate, ticket[0]));
        return Optional.empty();
    }

    private RateLimit rate(@org.jspecify.annotations.Nullable RateLimit known, LimitDraw draw) {
        if (known == null) {
            return new RateLimit(draw.limit(), WINDOW, nanos);
        }
        if (known.limit() != draw.limit()) {
            known.reconfigure(draw.limit(), WINDOW);
        }
        return known;
    }

    private Optional<Refusal> enter(LimitDraw draw, List<Held> held) {
        long[] permit = new long[1];
        int limit = (int) Math.min(Integer.MAX_VALUE, draw.limit());
        Bulkhead bulkhead =
                bulkheads.compute(
                        name(draw),
                        (name, known) -> {
                            Bulkhead now = known == null ? new Bulkhead(limit, nanos) : known;
                            if (now.limit() != limit) {
                                now.reconfigure(limit);
                            }
                            permit[0] = now.acquire();
                            return now;
                        });
        if (permit[0] == Bulkhead.REFUSED) {
            long wait = bulkhead.retryAfterNanos();
            return Optional.of(
                    new Refusal(
                            draw,
                            wait == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(wait))));
        }
        held.add(new Inside(bulkhead, permit[0]));
        return Optional.empty();
    }

    private static String name(LimitDraw draw) {
        return draw.unit() + "/" + draw.counter();
    }

    private void sweep() {
        if (size() <= sweepAt) {
            return;
        }
        rates.keySet()
                .forEach(
                        name ->
                                rates.computeIfPresent(
                                        name, (n, r) -> r.resetAfterNanos() == 0 ? null : r));
        bulkheads
                .keySet()
                .forEach(
                        name ->
                                bulkheads.computeIfPresent(
                                        name, (n, b) -> b.inUse() == 0 ? null : b));
        sweepAt = Math.max(MANY, 2 * size());
    }

    int size() {
        return rates.size() + bulkheads.size();
    }

    @Override
    public LimitStanding standing(LimitDraw draw) {
        if (draw.unit() == LimitDraw.Unit.CONCURRENT) {
            Bulkhead bulkhead = bulkheads.get(name(draw));
            long used = bulkhead == null ? 0 : bulkhead.inUse();
            return new LimitStanding(
                    draw.unit(), draw.limit(), Math.max(0, draw.limit() - used), Duration.ZERO);
        }
        RateLimit rate = rates.get(name(draw));
        return rate == null
                ? new LimitStanding(draw.unit(), draw.limit(), draw.limit(), Duration.ZERO)
                : new LimitStanding(
                        draw.unit(),
                        draw.limit(),
                        Math.max(0, draw.limit() - (rate.limit() - rate.remaining())),
                        Duration.ofNanos(rate.resetAfterNanos()));
    }

    private interface Held {
        void giveBack();

        void settle(long tokens);
    }

    private record Taken(LimitDraw draw, RateLimit rate, long ticket) implements Held {
        @Override
        public void giveBack() {
            rate.settle(ticket, draw.amount(), 0);
        }

        @Override
        public void settle(long tokens) {
            if (draw.unit() == LimitDraw.Unit.TOKENS) {
                rate.settle(ticket, draw.amount(), tokens);
            }
        }
    }

    private record Inside(Bulkhead bulkhead, long permit) implements Held {
        @Override
        public void giveBack() {
            bulkhead.release(permit);
        }

        @Override
        public void settle(long tokens) {
            bulkhead.release(permit);
        }
    }

    private record Answer(Optional<Refusal> refusal, List<Held> held) implements LimitReservation {
        @Override
        public void settle(long tokens) {
            held.forEach(one -> one.settle(tokens));
        }
    }
}
