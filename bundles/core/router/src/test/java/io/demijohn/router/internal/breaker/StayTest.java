package io.demijohn.router.internal.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.resilience.Breaker;
import io.demijohn.resilience.BreakerSettings;
import io.demijohn.resilience.Bulkhead;
import io.demijohn.resilience.Outcome;
import io.demijohn.router.internal.call.FakeTime;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StayTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final FakeTime time = new FakeTime();
    private final Breaker breaker =
            new Breaker(
                    BreakerSettings.MODEL.counting(1, Duration.ofMinutes(1)),
                    time::nanoTime,
                    new Random(1),
                    (from, to, open) -> {});
    private final Bulkhead places = new Bulkhead(1, time::nanoTime);
    private final PluginGuard guard = new PluginGuard(breaker, places);
    private final Stay stay = new Stay(guard, breaker.acquire(), places.acquire());

    @Test
    void thePlaceIsHeldUntilThePluginHasReturnedAndEnded() {
        stay.ended();
        stay.over(Outcome.SUCCESS, time, SECOND);
        assertThat(places.inUse()).isEqualTo(1);
        assertThat(stay.hasReturned()).isFalse();
        stay.returned();
        assertThat(places.inUse()).isZero();
        stay.returned();
        stay.ended();
        assertThat(places.inUse()).isZero();
        assertThat(breaker.snapshot().calls()).isEqualTo(1);
    }

    @Test
    void aPluginThatLetsGoInTimeIsJudgedByItsCall() {
        stay.returned();
        stay.over(Outcome.SUCCESS, time, SECOND);
        time.advance(Duration.ofMillis(999));
        assertThat(breaker.snapshot().calls()).isZero();
        stay.ended();
        assertThat(breaker.snapshot().failures()).isZero();
        assertThat(breaker.snapshot().calls()).isEqualTo(1);
        time.advance(Duration.ofSeconds(10));
        assertThat(breaker.snapshot().calls()).isEqualTo(1);
    }

    @Test
    void oneThatDoesNotHangs() {
        stay.returned();
        stay.over(Outcome.NEUTRAL, time, SECOND);
        time.advance(Duration.ofSeconds(1));
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
        assertThat(places.inUse()).isEqualTo(1);
        stay.ended();
        assertThat(places.inUse()).isZero();
    }

    @Test
    void aFailureIsKnownAtOnceAndCountsOnce() {
        stay.over(Outcome.FAILURE, time, SECOND);
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
        time.advance(Duration.ofSeconds(5));
        stay.ended();
        stay.returned();
        assertThat(breaker.snapshot().openings()).isEqualTo(1);
        assertThat(places.inUse()).isZero();
    }

    @Test
    void aLookIsTakenOnlyWhileItIsInside() {
        int[] looks = new int[1];
        stay.watch(time, SECOND, () -> looks[0]++);
        stay.returned();
        stay.ended();
        time.advance(Duration.ofSeconds(2));
        assertThat(looks[0]).isZero();
    }
}
