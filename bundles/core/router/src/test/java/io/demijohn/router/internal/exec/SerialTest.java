package io.demijohn.router.internal.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SerialTest {

    private static final int THREADS = 8;
    private static final int EVENTS = 20_000;

    @RepeatedTest(20)
    void runsEveryEventOnceOneAtATimeAndInOrder() throws Exception {
        Serial serial = new Serial();
        List<int[]> seen = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CountDownLatch ran = new CountDownLatch(THREADS * EVENTS);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            done.add(threads.submit(() -> bringAll(serial, thread, seen, ran)));
        }
        for (Future<?> each : done) {
            each.get();
        }
        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        int[] next = new int[THREADS];
        for (int[] event : seen) {
            assertThat(event[1]).isEqualTo(next[event[0]]++);
        }
        assertThat(seen).hasSize(THREADS * EVENTS);
    }

    private static void bringAll(Serial serial, int thread, List<int[]> seen, CountDownLatch ran) {
        for (int i = 0; i < EVENTS; i++) {
            int number = i;
            serial.run(
                    () -> {
                        // Not a thread-safe list: two events at once would show.
                        seen.add(new int[] {thread, number});
                        ran.countDown();
                    });
        }
    }

    @Test
    void anEventBroughtByAnEventRunsAfterIt() {
        Serial serial = new Serial();
        List<String> order = new ArrayList<>();
        serial.run(
                () -> {
                    serial.run(() -> order.add("inner"));
                    order.add("outer");
                });
        assertThat(order).containsExactly("outer", "inner");
    }
}
