package io.demijohn.resilience;

import static io.demijohn.resilience.AdaptiveLimit.Signal.FINE;
import static io.demijohn.resilience.AdaptiveLimit.Signal.NONE;
import static io.demijohn.resilience.AdaptiveLimit.Signal.TOO_MUCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.resilience.AdaptiveLimit.Signal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {

    private static final int BEARS = 30;

    private final FakeNanos clock = new FakeNanos();
    private final AdaptiveLimit limit = new AdaptiveLimit(2, 100, 0.5, clock);

    @Test
    void callsThatWereUnderWayTogetherLowerItOnce() {
        List<Long> together = fill();
        clock.advanceSeconds(1);
        together.forEach(permit -> limit.release(permit, TOO_MUCH));
        assertThat(limit.limit()).isEqualTo(50);
        clock.advanceSeconds(1);
        limit.release(limit.acquire(), TOO_MUCH);
        assertThat(limit.limit()).isEqualTo(25);
    }

    @Test
    void neverFallsBelowTheLeast() {
        for (int i = 0; i < 20; i++) {
            clock.advanceSeconds(1);
            limit.release(limit.acquire(), TOO_MUCH);
        }
        assertThat(limit.limit()).isEqualTo(2);
    }

    @Test
    void growsByOneARoundWhileItIsUsedAndStopsAtTheMost() {
        halve();
        int before = limit.limit();
        round(FINE);
        assertThat(limit.limit()).isBetween(before, before + 1);
        for (int i = 0; i < 200; i++) {
            round(FINE);
        }
        assertThat(limit.limit()).isEqualTo(100);
    }

    @Test
    void successesOfAFewCallsAndNeutralEndsSayNothing() {
        halve();
        for (int i = 0; i < 10_000; i++) {
            limit.release(limit.acquire(), FINE);
        }
        for (int i = 0; i < 10; i++) {
            round(NONE);
        }
        assertThat(limit.limit()).isEqualTo(50);
    }

    /** A dependency that answers 429 to more than it bears is used well and not flooded. */
    @Test
    void findsWhatADependencyBears() {
        Deque<Long> inside = new ArrayDeque<>();
        int refusals = 0;
        int calls = 0;
        for (int i = 0; i < 100_000; i++) {
            clock.advance(Duration.ofMillis(1));
            long permit = limit.acquire();
            if (permit != AdaptiveLimit.REFUSED) {
                calls++;
                if (inside.size() >= BEARS) {
                    refusals++;
                    limit.release(permit, TOO_MUCH);
                } else {
                    inside.add(permit);
                }
            }
            if (permit == AdaptiveLimit.REFUSED || i % 3 == 0 && !inside.isEmpty()) {
                limit.release(inside.remove(), FINE);
            }
        }
        assertThat((double) refusals / calls).isLessThan(0.02);
        assertThat(limit.limit()).isBetween(BEARS / 2, BEARS + 1);
    }

    @Test
    void refusesSenselessBounds() {
        assertThatThrownBy(() -> new AdaptiveLimit(0, 1, 0.5, clock)).hasMessageContaining("least");
        assertThatThrownBy(() -> new AdaptiveLimit(1, 2, 1, clock)).hasMessageContaining("backoff");
    }

    private void halve() {
        limit.release(limit.acquire(), TOO_MUCH);
        clock.advanceSeconds(1);
        assertThat(limit.limit()).isEqualTo(50);
    }

    private void round(Signal signal) {
        fill().forEach(permit -> limit.release(permit, signal));
    }

    private List<Long> fill() {
        List<Long> permits = new ArrayList<>();
        for (long p = limit.acquire(); p != AdaptiveLimit.REFUSED; p = limit.acquire()) {
            permits.add(p);
        }
        return permits;
    }
}
