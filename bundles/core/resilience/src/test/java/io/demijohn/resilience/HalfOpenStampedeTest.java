package io.demijohn.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class HalfOpenStampedeTest {

    private static final int CALLERS = 64;
    private static final int PROBES = 3;

    private final FakeNanos clock = new FakeNanos();

    @RepeatedTest(50)
    void sixtyFourCallersGetExactlyTheProbes() throws Exception {
        Breaker breaker = opened();
        clock.advanceSeconds(10);
        List<Long> permits = race(breaker);
        assertThat(permits).hasSize(CALLERS);
        assertThat(permits.stream().filter(p -> p != Breaker.REFUSED).distinct()).hasSize(PROBES);
        assertThat(permits.stream().filter(p -> p != Breaker.REFUSED)).hasSize(PROBES);
    }

    /** Calls begun before it opened come back, good and bad, from many threads: nothing moves. */
    @Test
    void whatComesBackFromAnOlderGenerationChangesNothing() throws Exception {
        Breaker breaker = opened();
        breaker.reset();
        List<Long> old = Crowd.ask(1_000, breaker::acquire);
        breaker.record(breaker.acquire(), Outcome.FAILURE, 0);
        clock.advanceSeconds(10);
        long probe = breaker.acquire();
        AtomicInteger next = new AtomicInteger();
        Crowd.ask(
                1_000,
                () -> {
                    int i = next.getAndIncrement();
                    breaker.record(
                            old.get(i), i % 2 == 0 ? Outcome.SUCCESS : Outcome.CREDENTIAL, 0);
                    return i;
                });
        assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
        breaker.record(probe, Outcome.NEUTRAL, 0);
        assertThat(Crowd.ask(64, breaker::acquire).stream().filter(p -> p != Breaker.REFUSED))
                .hasSize(PROBES);
    }

    @Test
    void countsOfManyThreadsAreExact() throws Exception {
        SlidingWindow window = new SlidingWindow(Duration.ofSeconds(10).toNanos(), 0);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            boolean failing = t % 2 == 0;
            done.add(threads.submit(() -> addAll(window, failing)));
        }
        for (Future<?> each : done) {
            each.get();
        }
        threads.shutdown();
        long totals = window.totals(Duration.ofSeconds(5).toNanos());
        assertThat(totals >>> 32).isEqualTo(800_000);
        assertThat(totals & 0xFFFF_FFFFL).isEqualTo(400_000);
    }

    private static void addAll(SlidingWindow window, boolean failed) {
        for (int i = 0; i < 100_000; i++) {
            window.add(Duration.ofMillis(i % 5_000).toNanos(), failed);
        }
    }

    private List<Long> race(Breaker breaker) throws Exception {
        CyclicBarrier start = new CyclicBarrier(CALLERS);
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        List<Future<Long>> futures = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            futures.add(
                    threads.submit(
                            () -> {
                                start.await();
                                return breaker.acquire();
                            }));
        }
        List<Long> permits = new ArrayList<>();
        for (Future<Long> future : futures) {
            permits.add(future.get());
        }
        threads.shutdown();
        return permits;
    }

    private Breaker opened() {
        BreakerSettings settings =
                new BreakerSettings(
                        Duration.ofSeconds(30),
                        1,
                        0.5,
                        1,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        0,
                        PROBES,
                        Duration.ofSeconds(30),
                        Duration.ZERO,
                        Duration.ofSeconds(1));
        Breaker breaker = new Breaker(settings, clock, new Random(1), (from, to, time) -> {});
        breaker.record(breaker.acquire(), Outcome.FAILURE, 0);
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
        return breaker;
    }
}
