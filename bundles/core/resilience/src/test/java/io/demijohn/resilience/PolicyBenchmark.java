package io.demijohn.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a call that succeeds pays to each policy on its way. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PolicyBenchmark {

    private final Breaker breaker =
            new Breaker(
                    BreakerSettings.MODEL, System::nanoTime, new Random(1), (from, to, time) -> {});
    private final Breaker watchingSlowCalls =
            new Breaker(
                    BreakerSettings.MODEL.slow(Duration.ofSeconds(1), 0.8),
                    System::nanoTime,
                    new Random(1),
                    (from, to, time) -> {});
    private final CircuitBreaker oracle =
            CircuitBreaker.of(
                    "oracle",
                    CircuitBreakerConfig.custom()
                            .slidingWindow(30, 5, SlidingWindowType.TIME_BASED)
                            .build());
    private final Bulkhead bulkhead = new Bulkhead(10, System::nanoTime);
    private final RateLimit limit =
            new RateLimit(1L << 50, Duration.ofMinutes(1), System::nanoTime);

    @Benchmark
    public long breaker() {
        long permit = breaker.acquire();
        breaker.record(permit, Outcome.SUCCESS, 0, 1);
        return permit;
    }

    @Benchmark
    public long breakerThatWatchesSlowCalls() {
        long permit = watchingSlowCalls.acquire();
        watchingSlowCalls.record(permit, Outcome.SUCCESS, 0, 1);
        return permit;
    }

    @Benchmark
    public void resilience4j() {
        oracle.acquirePermission();
        oracle.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    @Benchmark
    public long bulkhead() {
        long permit = bulkhead.acquire();
        bulkhead.release(permit);
        return permit;
    }

    @Benchmark
    public long rateLimit() {
        long ticket = limit.reserve(100);
        limit.settle(ticket, 100, 70);
        return ticket;
    }
}
