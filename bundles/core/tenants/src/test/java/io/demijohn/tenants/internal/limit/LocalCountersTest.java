package io.demijohn.tenants.internal.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.tenant.LimitDraw;
import io.demijohn.tenant.LimitDraw.Unit;
import io.demijohn.tenant.LimitReservation;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalCountersTest {

    private static final int ASKING = 10_000;
    private static final int LIMIT = 1_000;

    private final AtomicLong nanos = new AtomicLong(1);
    private final LocalCounters counters = new LocalCounters(nanos::get);

    private LimitReservation reserve(LimitDraw... draws) {
        return counters.reserve(List.of(draws)).toCompletableFuture().join();
    }

    private void later(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Queue<LimitReservation> crowd(LimitDraw draw) throws InterruptedException {
        Queue<LimitReservation> answers = new ConcurrentLinkedQueue<>();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(32);
        for (int i = 0; i < ASKING; i++) {
            threads.execute(
                    () -> {
                        try {
                            start.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        answers.add(reserve(draw));
                    });
        }
        start.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        return answers;
    }

    @ParameterizedTest
    @EnumSource(Unit.class)
    void ofTenThousandAtOnceExactlyAThousandPass(Unit unit) throws InterruptedException {
        long each = unit == Unit.TOKENS ? 7 : 1;
        LimitDraw draw = new LimitDraw("tenant=acme", unit, LIMIT * each, each);
        Queue<LimitReservation> answers = crowd(draw);
        List<LimitReservation> passed =
                answers.stream().filter(one -> one.refusal().isEmpty()).toList();
        assertThat(answers).hasSize(ASKING);
        assertThat(passed).hasSize(LIMIT);
        assertThat(counters.standing(draw).remaining()).isZero();
        passed.forEach(one -> one.settle(each));
        long free = counters.standing(draw).remaining();
        assertThat(free).isEqualTo(unit == Unit.CONCURRENT ? LIMIT : 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Unit.class,
            names = {"REQUESTS", "TOKENS"})
    void theTimeToWaitIsTrue(Unit unit) {
        LimitDraw draw = new LimitDraw("key=k", unit, 3, 1);
        reserve(draw);
        later(Duration.ofSeconds(20));
        reserve(draw);
        reserve(draw);
        Duration wait = reserve(draw).refusal().orElseThrow().retryAfter().orElseThrow();
        assertThat(wait).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(42));
        later(wait.minusNanos(1));
        assertThat(reserve(draw).refusal()).isPresent();
        later(Duration.ofNanos(1));
        assertThat(reserve(draw).refusal()).isEmpty();
    }

    @Test
    void whatWasReservedAndNotUsedIsFree() {
        LimitDraw draw = new LimitDraw("key=k", Unit.TOKENS, 100, 80);
        LimitReservation first = reserve(draw);
        assertThat(reserve(draw).refusal()).isPresent();
        first.settle(20);
        assertThat(counters.standing(draw).remaining()).isEqualTo(80);
        assertThat(reserve(draw).refusal()).isEmpty();
    }

    @Test
    void whatWasUsedBeyondTheReservationCounts() {
        LimitDraw draw = new LimitDraw("key=k", Unit.TOKENS, 100, 10);
        reserve(draw).settle(95);
        assertThat(reserve(draw).refusal()).isPresent();
    }

    @Test
    void allCountersAreTakenOrNone() {
        LimitDraw wide = new LimitDraw("tenant=acme", Unit.REQUESTS, 10, 1);
        LimitDraw atOnce = new LimitDraw("tenant=acme", Unit.CONCURRENT, 10, 1);
        LimitDraw narrow = new LimitDraw("key=k", Unit.REQUESTS, 0, 1);
        assertThat(reserve(wide, atOnce, narrow).refusal()).isPresent();
        assertThat(counters.standing(wide).remaining()).isEqualTo(10);
        assertThat(counters.standing(atOnce).remaining()).isEqualTo(10);
    }

    @Test
    void whatCanNeverPassIsNotToldToWait() {
        LimitDraw draw = new LimitDraw("key=k", Unit.TOKENS, 10, 11);
        assertThat(reserve(draw).refusal().orElseThrow().retryAfter()).isEmpty();
    }

    @Test
    void aChangedLimitHoldsAtOnceAndKeepsWhatWasUsed() {
        reserve(new LimitDraw("key=k", Unit.REQUESTS, 5, 1));
        LimitDraw wider = new LimitDraw("key=k", Unit.REQUESTS, 2, 1);
        assertThat(reserve(wider).refusal()).isEmpty();
        assertThat(reserve(wider).refusal()).isPresent();
    }

    @Test
    void countersThatNobodyUsesAreForgotten() {
        LimitDraw used = new LimitDraw("used", Unit.REQUESTS, 1, 1);
        for (int i = 0; i < 10_001; i++) {
            reserve(new LimitDraw("key=" + i, Unit.REQUESTS, 1, 1));
        }
        later(Duration.ofMinutes(2));
        reserve(used);
        reserve(used);
        assertThat(counters.size()).isEqualTo(1);
        assertThat(reserve(used).refusal()).isPresent();
    }
}
