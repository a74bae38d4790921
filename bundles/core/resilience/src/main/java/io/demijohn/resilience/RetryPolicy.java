package io.demijohn.resilience;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Whether and when to try again. One layer of a call owns this; whoever it calls does not retry.
 *
 * @param retries how often at most, 0 or more
 * @param backoff the waits
 */
public record RetryPolicy(int retries, Backoff backoff) {

    /** Do not try again. */
    public static final long GIVE_UP = -1;

    /** For language models: three times, up to 1 s, 2 s and 4 s. */
    public static final RetryPolicy MODEL = exponential(3, Duration.ofSeconds(1));

    /** For tools: twice, up to half a second and a second. */
    public static final RetryPolicy TOOL =
            new RetryPolicy(
                    2,
                    new Backoff(
                            Backoff.Growth.LINEAR, Duration.ofMillis(500), Duration.ofSeconds(1)));

    /** For the write of a checkpoint: five times, up to 100 ms, 200 ms, 400 ms and so on. */
    public static final RetryPolicy CHECKPOINT = exponential(5, Duration.ofMillis(100));

    /** For a memory: twice, up to 100 ms. */
    public static final RetryPolicy MEMORY =
            new RetryPolicy(
                    2,
                    new Backoff(
                            Backoff.Growth.FIXED, Duration.ofMillis(100), Duration.ofMillis(100)));

    /** For a database: three times, up to 500 ms, 1 s and 2 s. */
    public static final RetryPolicy DATABASE = exponential(3, Duration.ofMillis(500));

    /** Checks the number. */
    public RetryPolicy {
        if (retries < 0) {
            throw new IllegalArgumentException("retries must not be negative");
        }
    }

    private static RetryPolicy exponential(int retries, Duration base) {
        return new RetryPolicy(
                retries, new Backoff(base, base.multipliedBy(1L << Math.max(0, retries - 1))));
    }

    /**
     * What to do after a failure. Takes a token from the budget only when the answer is a wait.
     *
     * @param failure what has happened; for what has side effects and no idempotency key do not ask
     * @param retried how often it was tried again already
     * @param retryAfterNanos what the dependency asks for; 0 when it does not
     * @param remainingNanos until the call's deadline
     * @param budget bounds what retrying adds to the load
     * @param random spreads the waits
     * @return nanoseconds to wait, or {@link #GIVE_UP}: tried too often already, nothing that
     *     passes by itself, the wait does not fit the deadline or is longer than is honoured, or no
     *     budget
     */
    public long nextNanos(
            Failure failure,
            int retried,
            long retryAfterNanos,
            long remainingNanos,
            RetryBudget budget,
            RandomGenerator random) {
        if (!failure.retries() || retried >= retries || tooLong(retryAfterNanos)) {
            return GIVE_UP;
        }
        long delay = backoff.delayNanos(retried, retryAfterNanos, random);
        return delay < remainingNanos && budget.withdraw() ? delay : GIVE_UP;
    }

    private boolean tooLong(long retryAfterNanos) {
        return retryAfterNanos > backoff.cap().toNanos();
    }
}
