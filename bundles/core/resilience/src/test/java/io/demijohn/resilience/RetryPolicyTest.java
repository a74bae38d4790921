package io.demijohn.resilience;

import static io.demijohn.resilience.RetryPolicy.GIVE_UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final int SAMPLES = 2_000;

    private final RetryBudget plenty = new RetryBudget(1, 1_000_000);
    private final Random random = new Random(3);

    @Test
    void waitsAsLongAsThePoliciesSay() {
        assertThat(longestWaits(RetryPolicy.MODEL)).containsExactly(1_000L, 2_000L, 4_000L);
        assertThat(longestWaits(RetryPolicy.TOOL)).containsExactly(500L, 1_000L);
        assertThat(longestWaits(RetryPolicy.CHECKPOINT))
                .containsExactly(100L, 200L, 400L, 800L, 1_600L);
        assertThat(longestWaits(RetryPolicy.MEMORY)).containsExactly(100L, 100L);
        assertThat(longestWaits(RetryPolicy.DATABASE)).containsExactly(500L, 1_000L, 2_000L);
    }

    /** Of many waits the longest comes within a hundredth of its bound and never beyond. */
    private List<Long> longestWaits(RetryPolicy policy) {
        List<Long> longest = new ArrayList<>();
        for (int retry = 0; next(policy, retry, 0, HOUR) != GIVE_UP; retry++) {
            long most = 0;
            for (int i = 0; i < SAMPLES; i++) {
                most = Math.max(most, next(policy, retry, 0, HOUR));
            }
            long bound = Math.round(most / 1e8 * 1.005) * 100;
            assertThat(most).isLessThanOrEqualTo(Duration.ofMillis(bound).toNanos());
            longest.add(bound);
        }
        return longest;
    }

    @Property
    void neverWaitsBeyondTheDeadlineNorShorterThanAsked(
            @ForAll @IntRange(max = 4) int retried,
            @ForAll @LongRange(min = 0, max = 6_000_000_000L) long asked,
            @ForAll @LongRange(min = 0, max = 6_000_000_000L) long remaining) {
        long wait = next(RetryPolicy.MODEL, retried, asked, remaining);
        if (wait != GIVE_UP) {
            assertThat(wait).isBetween(asked, remaining - 1);
            assertThat(retried).isLessThan(3);
            assertThat(asked).isLessThanOrEqualTo(4_000_000_000L);
        }
    }

    @Test
    void doesNotComeBackBeforeItMay() {
        long tooLong = Duration.ofSeconds(5).toNanos();
        assertThat(next(RetryPolicy.MODEL, 0, tooLong, HOUR)).isEqualTo(GIVE_UP);
    }

    @Test
    void onlyWhatPassesByItselfIsTriedAgainAndOnlyThatCostsBudget() {
        RetryBudget one = new RetryBudget(0, 1);
        for (Failure failure : Failure.values()) {
            if (!failure.retries()) {
                assertThat(RetryPolicy.MODEL.nextNanos(failure, 0, 0, HOUR, one, random))
                        .isEqualTo(GIVE_UP);
            }
        }
        assertThat(RetryPolicy.MODEL.nextNanos(Failure.CONNECT, 0, 0, 0, one, random))
                .isEqualTo(GIVE_UP);
        assertThat(RetryPolicy.MODEL.nextNanos(Failure.CONNECT, 0, 0, HOUR, one, random))
                .isNotEqualTo(GIVE_UP);
        assertThat(RetryPolicy.MODEL.nextNanos(Failure.CONNECT, 0, 0, HOUR, one, random))
                .isEqualTo(GIVE_UP);
        assertThatThrownBy(() -> new RetryPolicy(-1, RetryPolicy.MODEL.backoff()))
                .hasMessageContaining("retries");
    }

    @Test
    void withEverythingDownAFifthIsAdded() {
        RetryBudget budget = new RetryBudget(0.2, 10);
        int attempts = 0;
        int calls = 10_000;
        for (int i = 0; i < calls; i++) {
            budget.deposit();
            attempts++;
            for (int retried = 0;
                    RetryPolicy.MODEL.nextNanos(Failure.CONNECT, retried, 0, HOUR, budget, random)
                            != GIVE_UP;
                    retried++) {
                attempts++;
            }
        }
        assertThat((double) attempts / calls).isBetween(1.19, 1.202);
    }

    private long next(RetryPolicy policy, int retried, long asked, long remaining) {
        return policy.nextNanos(Failure.RATE_LIMITED, retried, asked, remaining, plenty, random);
    }
}
