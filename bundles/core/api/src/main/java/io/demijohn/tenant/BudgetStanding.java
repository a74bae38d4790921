package io.demijohn.tenant;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/**
 * How a budget stands.
 *
 * @param budget which
 * @param spent by calls that ended in the period
 * @param reserved estimates of calls that are under way
 * @param since when the period began
 * @param until when it ends
 */
public record BudgetStanding(
        Budget budget, BigDecimal spent, BigDecimal reserved, Instant since, Instant until) {

    /** Checks that nothing is missing. */
    public BudgetStanding {
        Objects.requireNonNull(budget, "budget");
        Objects.requireNonNull(spent, "spent");
        Objects.requireNonNull(reserved, "reserved");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(until, "until");
    }

    /**
     * Whether nothing is left.
     *
     * @return true when as much was spent as may be
     */
    public boolean exceeded() {
        return spent.compareTo(budget.amount()) >= 0;
    }
}
