package io.demijohn.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BulkheadTest {

    private final FakeNanos clock = new FakeNanos();

    @Test
    void ofTenThousandAtOnceExactlyTheLimitGetsIn() throws Exception {
        Bulkhead bulkhead = new Bulkhead(1_000, clock);
        assertThat(Crowd.ask(10_000, bulkhead::acquire).stream().filter(p -> p >= 0))
                .hasSize(1_000);
        assertThat(bulkhead.inUse()).isEqualTo(1_000);
    }

    @Test
    void neverMoreThanTheLimitAreInsideAndAllPlacesComeBack() throws Exception {
        Bulkhead bulkhead = new Bulkhead(3, clock);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Crowd.ask(
                100_000,
                () -> {
                    long permit = bulkhead.acquire();
                    if (permit != Bulkhead.REFUSED) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                    }
                    bulkhead.release(permit);
                    return permit;
                });
        assertThat(most.get()).isBetween(1, 3);
        assertThat(bulkhead.inUse()).isZero();
    }

    @Test
    void tellsHowLongCallsTake() {
        Bulkhead bulkhead = new Bulkhead(1, clock);
        assertThat(bulkhead.retryAfterNanos()).isZero();
        for (int i = 0; i < 100; i++) {
            long permit = bulkhead.acquire();
            clock.advanceSeconds(i < 50 ? 1 : 2);
            assertThat(bulkhead.ageNanos(permit))
                    .isEqualTo(Duration.ofSeconds(i < 50 ? 1 : 2).toNanos());
            bulkhead.release(permit);
        }
        assertThat(Duration.ofNanos(bulkhead.retryAfterNanos()))
                .isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(2));
    }

    @Test
    void aLowerLimitLetsThoseInsideEnd() {
        Bulkhead bulkhead = new Bulkhead(2, clock);
        long first = bulkhead.acquire();
        long second = bulkhead.acquire();
        bulkhead.reconfigure(1);
        assertThat(bulkhead.limit()).isEqualTo(1);
        bulkhead.release(first);
        assertThat(bulkhead.acquire()).isEqualTo(Bulkhead.REFUSED);
        bulkhead.release(second);
        assertThat(bulkhead.acquire()).isNotEqualTo(Bulkhead.REFUSED);
        assertThatThrownBy(() -> bulkhead.reconfigure(-1)).hasMessageContaining("limit");
    }
}
