package io.demijohn.runtime.internal.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Threads go to tenants in turn, whatever order the pool below keeps. */
final class FairExecutorTest {

    @Property(tries = 100)
    void aTaskWaitsBehindOneOfEachOtherTenant(
            @ForAll @IntRange(min = 1, max = 10) int tenants,
            @ForAll @IntRange(min = 1, max = 100) int flood) {
        Queue<Runnable> pool = new ArrayDeque<>();
        FairExecutor fair = new FairExecutor(pool::add);
        List<String> done = new ArrayList<>();
        for (int i = 0; i < tenants; i++) {
            String tenant = "t" + i;
            for (int task = 0; task < flood; task++) {
                fair.of(tenant).execute(() -> done.add(tenant));
            }
        }
        fair.of("single").execute(() -> done.add("single"));
        while (!pool.isEmpty()) {
            pool.remove().run();
        }
        assertThat(done.indexOf("single")).isLessThanOrEqualTo(tenants);
        assertThat(done).hasSize(tenants * flood + 1);
    }

    @Test
    void everyTaskIsDoneOnce() throws InterruptedException {
        int each = 20_000;
        Map<String, AtomicInteger> counts = new HashMap<>();
        CountDownLatch all = new CountDownLatch(3 * each);
        try (Workers workers = new Workers("test", 4, Workers.Late.DROPPED)) {
            FairExecutor fair = new FairExecutor(workers);
            for (String tenant : List.of("a", "b", "c")) {
                AtomicInteger count = new AtomicInteger();
                counts.put(tenant, count);
                for (int i = 0; i < each; i++) {
                    fair.of(tenant)
                            .execute(
                                    () -> {
                                        count.incrementAndGet();
                                        all.countDown();
                                    });
                }
            }
            assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(counts.values()).allMatch(count -> count.get() == each);
    }
}
