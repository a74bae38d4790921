package io.demijohn.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final long SECOND = 1_000_000_000L;

    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    @Property
    void neverWaitsLongerThanTheDoubledBound(
            @ForAll @IntRange(max = 1000) int retry, @ForAll long seed) {
        long delay = backoff.delayNanos(retry, 0, new Random(seed));
        long bound = retry < 5 ? SECOND << retry : 30 * SECOND;
        assertThat(delay).isBetween(0L, bound);
    }

    @Property
    void neverWaitsLessThanAsked(
            @ForAll @IntRange(max = 10) int retry,
            @ForAll @LongRange(min = 1, max = 30 * SECOND) long retryAfter,
            @ForAll long seed) {
        long delay = backoff.delayNanos(retry, retryAfter, new Random(seed));
        assertThat(delay).isBetween(retryAfter, retryAfter + 15 * SECOND);
    }

    /** Without the jitter the waits are those of resilience4j. */
    @Property
    void boundsAreThoseOfResilience4j(@ForAll @IntRange(max = 30) int retry) {
        RandomGenerator most =
                new RandomGenerator() {
                    @Override
                    public long nextLong() {
                        return 0;
                    }

                    @Override
                    public long nextLong(long bound) {
                        return bound - 1;
                    }
                };
        IntervalFunction theirs = IntervalFunction.ofExponentialBackoff(1_000, 2, 30_000);
        assertThat(backoff.delayNanos(retry, 0, most))
                .isEqualTo(theirs.apply(retry + 1) * 1_000_000);
    }

    @Test
    void spreadsOverTheWholeRange() {
        Random random = new Random(7);
        long[] quarters = new long[4];
        for (int i = 0; i < 4_000; i++) {
            quarters[(int) (4 * backoff.delayNanos(2, 0, random) / (4 * SECOND + 1))]++;
        }
        for (long quarter : quarters) {
            assertThat(quarter).isBetween(900L, 1_100L);
        }
    }

    @Test
    void refusesABoundBelowItsBase() {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("cap at least base");
    }
}
