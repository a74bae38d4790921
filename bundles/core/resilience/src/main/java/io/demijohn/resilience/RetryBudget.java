package io.demijohn.resilience;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds how much retrying adds to a load: each call pays a share of a token in, each retry takes a
 * whole one out. However many retries a policy allows, and with everything down, a dependency sees
 * at most {@code 1 + share} attempts a call, after a first burst.
 */
public final class RetryBudget {

    private static final long TOKEN = 1000;

    private final long deposit;
    private final long limit;
    private final AtomicLong balance;

    /**
     * A full bucket.
     *
     * @param share of calls that may be retries, 0 to 1
     * @param burst how many tokens it holds at most, and at first
     */
    public RetryBudget(double share, int burst) {
        if (share < 0 || share > 1 || burst < 0) {
            throw new IllegalArgumentException(
                    "share must be from 0 to 1, and burst must not be negative");
        }
        deposit = Math.round(share * TOKEN);
        limit = burst * TOKEN;
        balance = new AtomicLong(limit);
    }

    /** A first attempt is made. */
    public void deposit() {
        long old;
        do {
            old = balance.get();
        } while (old < limit && !balance.compareAndSet(old, Math.min(limit, old + deposit)));
    }

    /**
     * A retry wants to be made.
     *
     * @return true if it may
     */
    public boolean withdraw() {
        long old;
        do {
            old = balance.get();
            if (old < TOKEN) {
                return false;
            }
        } while (!balance.compareAndSet(old, old - TOKEN));
        return true;
    }
}
