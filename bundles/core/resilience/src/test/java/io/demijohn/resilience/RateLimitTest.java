package io.demijohn.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long SLICE = Duration.ofSeconds(1).toNanos();

    private final FakeNanos clock = new FakeNanos();

    private record Granted(long at, long units) {}

    @Test
    void ofTenThousandAtOnceExactlyTheLimitPasses() throws Exception {
        RateLimit limit = new RateLimit(1_000, MINUTE, clock);
        List<Long> tickets = Crowd.ask(10_000, () -> limit.reserve(1));
        assertThat(tickets.stream().filter(ticket -> ticket > 0)).hasSize(1_000);
        assertThat(tickets.stream().filter(ticket -> ticket < 0)).hasSize(9_000);
        long wait = RateLimit.retryAfterNanos(limit.reserve(1));
        clock.advance(Duration.ofNanos(wait - 1));
        assertThat(limit.reserve(1)).isNegative();
        clock.advance(Duration.ofNanos(1));
        assertThat(Crowd.ask(10_000, () -> limit.reserve(1)).stream().filter(t -> t > 0))
                .hasSize(1_000);
    }

    @Test
    void tokensReservedAndSettledAtOnceAreCountedToTheLast() throws Exception {
        RateLimit limit = new RateLimit(100_000, MINUTE, clock);
        List<Long> tickets =
                Crowd.ask(
                        10_000,
                        () -> {
                            long ticket = limit.reserve(100);
                            limit.settle(ticket, 100, 100);
                            return ticket;
                        });
        assertThat(tickets.stream().filter(ticket -> ticket > 0)).hasSize(1_000);
        assertThat(limit.remaining()).isZero();
    }

    @Test
    void whatWasNotUsedIsFreeAtOnceAndWhatWasUsedBeyondCounts() {
        RateLimit limit = new RateLimit(1_000, MINUTE, clock);
        long first = limit.reserve(600);
        assertThat(limit.reserve(600)).isNegative();
        limit.settle(first, 600, 200);
        long second = limit.reserve(600);
        assertThat(second).isPositive();
        limit.settle(second, 600, 2_000);
        assertThat(limit.remaining()).isZero();
        clock.advance(MINUTE.plusSeconds(1));
        assertThat(limit.remaining()).isEqualTo(1_000);
    }

    @Test
    void whatIsGivenBackAfterItLeftTheWindowIsNotGivenBackTwice() {
        RateLimit limit = new RateLimit(1_000, MINUTE, clock);
        long old = limit.reserve(1_000);
        clock.advance(MINUTE.plusSeconds(1));
        limit.reserve(700);
        limit.settle(old, 1_000, 0);
        assertThat(limit.remaining()).isEqualTo(300);
        clock.advance(MINUTE.multipliedBy(100));
        assertThat(limit.remaining()).isEqualTo(1_000);
        assertThat(limit.resetAfterNanos()).isZero();
    }

    @Test
    void moreThanTheLimitIsRefusedForEver() {
        RateLimit limit = new RateLimit(10, MINUTE, clock);
        long refused = limit.reserve(11);
        assertThat(refused).isEqualTo(RateLimit.NEVER);
        assertThat(RateLimit.retryAfterNanos(refused)).isEqualTo(Long.MAX_VALUE);
        assertThat(RateLimit.retryAfterNanos(limit.reserve(10))).isZero();
        limit.settle(refused, 11, 0);
        assertThat(limit.remaining()).isZero();
    }

    @Test
    void aChangeKeepsWhatWasUsed() {
        RateLimit limit = new RateLimit(10, MINUTE, clock);
        limit.reserve(8);
        limit.reconfigure(20, MINUTE);
        assertThat(limit.remaining()).isEqualTo(12);
        long before = limit.reserve(1);
        clock.advance(Duration.ofSeconds(30));
        limit.reconfigure(20, Duration.ofHours(1));
        limit.settle(before, 1, 0);
        assertThat(limit.remaining()).isEqualTo(11);
        clock.advance(Duration.ofNanos(limit.resetAfterNanos() - 1));
        assertThat(limit.remaining()).isEqualTo(11);
        clock.advance(Duration.ofNanos(1));
        assertThat(limit.remaining()).isEqualTo(20);
        limit.reconfigure(5, Duration.ofSeconds(1));
        assertThat(limit.reserve(5)).isPositive();
        assertThat(limit.limit()).isEqualTo(5);
        assertThat(limit.resetAfterNanos()).isLessThanOrEqualTo(SLICE * 61 / 60 + 60);
    }

    @Test
    void saysWhichValueIsWrong() {
        assertThatThrownBy(() -> new RateLimit(-1, MINUTE, clock)).hasMessageContaining("limit");
        assertThatThrownBy(() -> new RateLimit(1, Duration.ZERO, clock))
                .hasMessageContaining("window");
        RateLimit limit = new RateLimit(1, MINUTE, clock);
        assertThatThrownBy(() -> limit.reserve(-1)).hasMessageContaining("units");
        assertThatThrownBy(() -> limit.settle(1, 1, -1)).hasMessageContaining("actual");
    }

    /** Against a log of every call: never too much in any window, never refused without cause. */
    @Property(tries = 300)
    void neverTooMuchInAnyWindowAndNeverTooLittle(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int most) {
        Random random = new Random(seed);
        RateLimit limit = new RateLimit(most, MINUTE, clock);
        List<Granted> log = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            clock.advance(Duration.ofMillis(random.nextInt(4_000)));
            long units = 1 + random.nextInt(most);
            boolean granted = limit.reserve(units) > 0;
            long now = clock.getAsLong();
            if (granted) {
                log.add(new Granted(now, units));
                assertThat(since(log, now - MINUTE.toNanos())).isLessThanOrEqualTo(most);
            } else {
                assertThat(since(log, now - MINUTE.toNanos() - SLICE) + units).isGreaterThan(most);
            }
        }
    }

    @Property(tries = 300)
    void afterTheWaitItIsGrantedAndNotBefore(@ForAll long seed) {
        Random random = new Random(seed);
        RateLimit limit = new RateLimit(20, MINUTE, clock);
        for (int step = 0; step < 100; step++) {
            clock.advance(Duration.ofMillis(random.nextInt(3_000)));
            long units = 1 + random.nextInt(8);
            long wait = RateLimit.retryAfterNanos(limit.reserve(units));
            if (wait > 0) {
                clock.advance(Duration.ofNanos(wait - 1));
                assertThat(limit.reserve(units)).isNegative();
                clock.advance(Duration.ofNanos(1));
                assertThat(limit.reserve(units)).isPositive();
            }
        }
    }

    private static long since(List<Granted> log, long begin) {
        return log.stream().filter(g -> g.at() > begin).mapToLong(Granted::units).sum();
    }
}
