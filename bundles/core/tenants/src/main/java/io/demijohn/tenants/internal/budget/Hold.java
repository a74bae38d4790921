package io.demijohn.tenants.internal.budget;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a call has reserved of its budgets, or which of them is spent. */
public final class Hold {

    private final List<Account> accounts;
    private final BigDecimal estimate;
    private final Optional<Account> spent;
    private final BudgetMeters meters;

    Hold(
            List<Account> accounts,
            BigDecimal estimate,
            Optional<Account> spent,
            BudgetMeters meters) {
        this.accounts = List.copyOf(accounts);
        this.estimate = estimate;
        this.spent = spent;
        this.meters = meters;
    }

    /**
     * Why the call may not begin.
     *
     * @return a sentence; empty when it may
     */
    public Optional<String> refusal() {
        return spent.map(Account::budget)
                .map(
                        budget ->
                                "the budget of "
                                        + budget.scope()
                                        + " is spent: "
                                        + budget.amount().toPlainString()
                                        + " a "
                                        + budget.period()
                                                .name()
                                                .toLowerCase(java.util.Locale.ROOT));
    }

    /**
     * The call is over.
     *
     * @param cost what it has cost; 0 when nobody knows
     * @param now when
     */
    public void settle(BigDecimal cost, Instant now) {
        for (Account account : accounts) {
            meters.crossed(account.budget(), account.settle(estimate, cost, now));
        }
    }
}
