package io.demijohn.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/**
 * What a call that succeeds pays, beside resilience4j in turns. {@code -Pdrills} measures longer.
 */
class BreakerSpeedIT {

    private static final boolean DRILLS = Boolean.getBoolean("demijohn.drills");
    private static final int CALLS = DRILLS ? 20_000_000 : 2_000_000;
    private static final int ROUNDS = DRILLS ? 15 : 7;

    private final ThreadMXBean threads =
            (ThreadMXBean)
                    ManagementFactory.getPlatformMXBean(java.lang.management.ThreadMXBean.class);

    @Test
    void successCostsNoGarbageAndNoMoreThanResilience4j() {
        IntConsumer ours = this::ours;
        IntConsumer theirs = this::theirs;
        double[] oursNanos = new double[ROUNDS];
        double[] theirsNanos = new double[ROUNDS];
        ours.accept(CALLS);
        theirs.accept(CALLS);
        for (int round = 0; round < ROUNDS; round++) {
            oursNanos[round] = nanos(ours);
            theirsNanos[round] = nanos(theirs);
        }
        double our = median(oursNanos);
        double their = median(theirsNanos);
        double bytes = bytes(ours);
        System.out.printf(
                "breaker, a call that succeeds: %.0f ns and %.2f bytes;"
                        + " resilience4j: %.0f ns and %.2f bytes; ratio %.2f%n",
                our, bytes, their, bytes(theirs), our / their);
        assertThat(bytes).isLessThan(0.1);
        assertThat(our).isLessThan(1.5 * their);
    }

    private final Breaker breaker =
            new Breaker(
                    BreakerSettings.MODEL, System::nanoTime, new Random(1), (from, to, time) -> {});

    private void ours(int calls) {
        for (int i = 0; i < calls; i++) {
            breaker.record(breaker.acquire(), Outcome.SUCCESS, 0);
        }
    }

    private final CircuitBreaker oracle =
            CircuitBreaker.of(
                    "oracle",
                    CircuitBreakerConfig.custom()
                            .slidingWindow(30, 5, SlidingWindowType.TIME_BASED)
                            .build());

    private void theirs(int calls) {
        for (int i = 0; i < calls; i++) {
            oracle.acquirePermission();
            oracle.onSuccess(0, TimeUnit.NANOSECONDS);
        }
    }

    private static double nanos(IntConsumer calls) {
        long begin = System.nanoTime();
        calls.accept(CALLS);
        return (System.nanoTime() - begin) / (double) CALLS;
    }

    private double bytes(IntConsumer calls) {
        long before = threads.getCurrentThreadAllocatedBytes();
        calls.accept(CALLS);
        return (threads.getCurrentThreadAllocatedBytes() - before) / (double) CALLS;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
