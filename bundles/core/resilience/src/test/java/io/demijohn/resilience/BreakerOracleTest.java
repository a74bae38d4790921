package io.demijohn.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/**
 * Where the semantics agree (rates of failed and of slow calls over a time window, one probe, a
 * fixed open time, calls one after the other), our breaker and resilience4j's let exactly the same
 * calls through.
 */
class BreakerOracleTest {

    private static final int WINDOW_SECONDS = 10;
    private static final int LONG_WHILE_SECONDS = 4;

    /** Between two steps, because at the very instant theirs is still open and ours is not. */
    private static final Duration OPEN_TIME = Duration.ofMillis(3_500);

    private static final Duration SLOW = Duration.ofSeconds(2);

    private final FakeNanos nanos = new FakeNanos();
    private final OracleClock oracleClock = new OracleClock();

    enum Step {
        SUCCESS,
        SLOW,
        FAILURE,
        IGNORED,
        SECOND,
        LONG_WHILE
    }

    @Property(tries = 2_000)
    void decidesLikeResilience4j(@ForAll("steps") @Size(min = 5, max = 120) List<Step> steps) {
        Breaker ours = ours();
        CircuitBreaker theirs = theirs();
        for (Step step : steps) {
            switch (step) {
                case SECOND -> advance(1);
                case LONG_WHILE -> advance(LONG_WHILE_SECONDS);
                default -> call(step, ours, theirs);
            }
            assertThat(ours.state().name()).isEqualTo(theirs.getState().name());
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.just(Step.SUCCESS)),
                        Tuple.of(3, Arbitraries.just(Step.SLOW)),
                        Tuple.of(6, Arbitraries.just(Step.FAILURE)),
                        Tuple.of(1, Arbitraries.just(Step.IGNORED)),
                        Tuple.of(4, Arbitraries.just(Step.SECOND)),
                        Tuple.of(1, Arbitraries.just(Step.LONG_WHILE)))
                .list();
    }

    private static void call(Step step, Breaker ours, CircuitBreaker theirs) {
        long permit = ours.acquire();
        boolean allowed = theirs.tryAcquirePermission();
        assertThat(permit != Breaker.REFUSED).isEqualTo(allowed);
        if (allowed) {
            end(step, ours, permit, theirs);
        }
    }

    private static void end(Step step, Breaker ours, long permit, CircuitBreaker theirs) {
        ours.record(permit, outcome(step), 0, step == Step.SLOW ? SLOW.toNanos() : 1);
        switch (step) {
            case SUCCESS -> theirs.onSuccess(1, TimeUnit.NANOSECONDS);
            // At the very limit theirs is not yet slow and ours is.
            case SLOW -> theirs.onSuccess(SLOW.toNanos() + 1, TimeUnit.NANOSECONDS);
            case FAILURE -> theirs.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException());
            default -> theirs.releasePermission();
        }
    }

    private static Outcome outcome(Step step) {
        return switch (step) {
            case SUCCESS, SLOW -> Outcome.SUCCESS;
            case FAILURE -> Outcome.FAILURE;
            default -> Outcome.NEUTRAL;
        };
    }

    private void advance(long seconds) {
        nanos.advanceSeconds(seconds);
        oracleClock.now = oracleClock.now.plusSeconds(seconds);
    }

    private Breaker ours() {
        return new Breaker(
                new BreakerSettings(
                        Duration.ofSeconds(WINDOW_SECONDS),
                        1,
                        0.5,
                        6,
                        OPEN_TIME,
                        OPEN_TIME,
                        0,
                        1,
                        Duration.ofHours(1),
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        SLOW,
                        0.5),
                nanos,
                new Random(1),
                (from, to, time) -> {});
    }

    private CircuitBreaker theirs() {
        return CircuitBreaker.of(
                "oracle",
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW_SECONDS, 6, SlidingWindowType.TIME_BASED)
                        .failureRateThreshold(50)
                        .slowCallDurationThreshold(SLOW)
                        .slowCallRateThreshold(50)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitDurationInOpenState(OPEN_TIME)
                        .clock(oracleClock)
                        .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                        .build());
    }

    private static final class OracleClock extends Clock {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
