package io.demijohn.tenants.internal.budget;

import io.demijohn.tenant.Budget;
import io.demijohn.tenant.BudgetStanding;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a budget has spent in its present period. Lock-free. Estimates of calls under way count as
 * long as they last, so that many calls at once cannot spend together what is left once.
 */
final class Account {

    /** The shares of an amount whose crossing is told. */
    static final int[] THRESHOLDS = {50, 80, 100};

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private record State(Span span, BigDecimal spent, BigDecimal reserved) {}

    private final Budget budget;
    private final AtomicReference<State> state;

    Account(Budget budget, Instant now, BigDecimal spent) {
        this.budget = budget;
        this.state =
                new AtomicReference<>(
                        new State(Span.at(budget.period(), now), spent, BigDecimal.ZERO));
    }

    Budget budget() {
        return budget;
    }

    /** Reserves an estimate; false when the budget is spent, and then nothing was reserved. */
    boolean reserve(BigDecimal estimate, Instant now) {
        while (true) {
            State known = now(now);
            boolean left =
                    budget.shadow()
                            || known.spent.add(known.reserved).compareTo(budget.amount()) < 0;
            if (!left) {
                return false;
            }
            State next = new State(known.span, known.spent, known.reserved.add(estimate));
            if (state.compareAndSet(known, next)) {
                return true;
            }
        }
    }

    /**
     * Puts what a call has cost in the place of its estimate.
     *
     * @return the highest threshold that this has crossed, in percent; 0 for none
     */
    int settle(BigDecimal estimate, BigDecimal cost, Instant now) {
        while (true) {
            State known = now(now);
            BigDecimal spent = known.spent.add(cost);
            State next = new State(known.span, spent, known.reserved.subtract(estimate));
            if (state.compareAndSet(known, next)) {
                return crossed(known.spent, spent);
            }
        }
    }

    // What is under way goes on in the next period: its estimates stay.
    private State now(Instant now) {
        State known = state();
        if (known.span.has(now) || now.isBefore(known.span.since())) {
            return known;
        }
        State next = new State(Span.at(budget.period(), now), BigDecimal.ZERO, known.reserved);
        state.compareAndSet(known, next);
        return state();
    }

    @SuppressWarnings("NullAway") // never set to null
    private State state() {
        return state.get();
    }

    private int crossed(BigDecimal before, BigDecimal after) {
        int highest = 0;
        for (int threshold : THRESHOLDS) {
            BigDecimal at = budget.amount().multiply(BigDecimal.valueOf(threshold)).divide(HUNDRED);
            if (before.compareTo(at) < 0 && after.compareTo(at) >= 0) {
                highest = threshold;
            }
        }
        return highest;
    }

    BudgetStanding standing(Instant now) {
        State known = now(now);
        return new BudgetStanding(
                budget, known.spent, known.reserved, known.span.since(), known.span.until());
    }
}
