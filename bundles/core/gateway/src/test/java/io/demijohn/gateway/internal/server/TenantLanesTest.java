package io.demijohn.gateway.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TenantLanesTest {

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();

    private void runOne() {
        threads.remove().run();
    }

    private void add(TenantLanes lanes, String tenant, int count) {
        for (int i = 0; i < count; i++) {
            String name = tenant + i;
            lanes.execute(tenant, () -> done.add(name));
        }
    }

    @Test
    void aSingleTaskWaitsBehindNoMoreThanSoManyOfAFlood() {
        TenantLanes lanes = new TenantLanes(threads::add, 3, 100);
        add(lanes, "flood", 50);
        assertThat(threads).hasSize(3);
        add(lanes, "single", 1);
        for (int i = 0; i < 4; i++) {
            runOne();
        }
        assertThat(done).containsExactly("flood0", "flood1", "flood2", "single0");
    }

    @Test
    void aTenantsTasksGoInTheirOrderAndAllGo() {
        TenantLanes lanes = new TenantLanes(threads::add, 2, 100);
        add(lanes, "a", 5);
        while (!threads.isEmpty()) {
            runOne();
        }
        assertThat(done).containsExactly("a0", "a1", "a2", "a3", "a4");
        add(lanes, "a", 2);
        assertThat(threads).as("as at the beginning").hasSize(2);
    }

    @Test
    void aTaskThatThrowsGivesItsThreadBack() {
        TenantLanes lanes = new TenantLanes(threads::add, 1, 100);
        lanes.execute(
                "a",
                () -> {
                    throw new IllegalStateException("broken");
                });
        add(lanes, "a", 1);
        assertThatThrownBy(this::runOne).hasMessage("broken");
        runOne();
        assertThat(done).containsExactly("a0");
    }

    @Test
    void moreThanMayWaitIsRefusedForThatTenantOnly() {
        TenantLanes lanes = new TenantLanes(threads::add, 1, 2);
        add(lanes, "flood", 3);
        assertThatThrownBy(() -> add(lanes, "flood", 1))
                .isInstanceOf(RejectedExecutionException.class);
        add(lanes, "single", 1);
        assertThat(threads).hasSize(2);
        runOne();
        add(lanes, "flood", 1);
    }

    @Test
    void neverMoreAtOnceAndNothingIsLostWhoeverSends() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        TenantLanes lanes = new TenantLanes(pool, 3, 10_000);
        AtomicInteger busy = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(4_000);
        Runnable task =
                () -> {
                    most.accumulateAndGet(busy.incrementAndGet(), Math::max);
                    busy.decrementAndGet();
                    all.countDown();
                };
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread sender =
                    new Thread(
                            () -> {
                                for (int n = 0; n < 1_000; n++) {
                                    lanes.execute("a", task);
                                }
                            });
            sender.start();
            senders.add(sender);
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isBetween(1, 3);
        pool.shutdown();
    }
}
