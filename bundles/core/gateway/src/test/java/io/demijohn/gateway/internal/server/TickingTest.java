package io.demijohn.gateway.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.Test;

class TickingTest {

    /** Time passes when the test says so. */
    private static final class ByHand extends AbstractLifeCycle implements Scheduler {
        private final Queue<Runnable> due = new ArrayDeque<>();

        @Override
        public Task schedule(Runnable task, long delay, TimeUnit units) {
            due.add(task);
            return () -> due.remove(task);
        }

        void pass() {
            due.remove().run();
        }
    }

    private final ByHand scheduler = new ByHand();
    private final AtomicInteger left = new AtomicInteger();

    @Test
    void oneTimerLooksForAllAndIsGoneWithTheLastOfThem() {
        Ticking ticking = new Ticking(10, () -> left.getAndDecrement() > 1);
        left.set(3);
        ticking.wake(scheduler);
        ticking.wake(scheduler);
        assertThat(scheduler.due).hasSize(1);
        scheduler.pass();
        scheduler.pass();
        assertThat(scheduler.due).hasSize(1);
        scheduler.pass();
        assertThat(scheduler.due).isEmpty();
        ticking.wake(scheduler);
        assertThat(scheduler.due).hasSize(1);
    }

    @Test
    void aLookThatBreaksIsNotTheLast() {
        Ticking ticking =
                new Ticking(
                        10,
                        () -> {
                            throw new IllegalStateException("one stream is broken");
                        });
        ticking.wake(scheduler);
        scheduler.pass();
        assertThat(scheduler.due).hasSize(1);
    }

    @Test
    void whatComesWhileItStopsIsLookedAt() {
        AtomicInteger looks = new AtomicInteger();
        Ticking[] itself = new Ticking[1];
        itself[0] =
                new Ticking(
                        10,
                        () -> {
                            boolean first = looks.incrementAndGet() == 1;
                            if (first) {
                                itself[0].wake(scheduler); // too late for this look
                            }
                            return looks.get() == 2;
                        });
        itself[0].wake(scheduler);
        scheduler.pass();
        assertThat(scheduler.due).hasSize(1);
    }
}
