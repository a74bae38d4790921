package io.demijohn.tenant;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The tree of budgets. A change is durable before its method returns. */
@ProviderType
public interface BudgetService {

    /**
     * Sets a budget, in the place of one with the same scope. What the period has cost already
     * counts.
     *
     * @param budget whose and how much
     * @return how it stands
     * @throws TenantException INVALID, UNAVAILABLE
     */
    BudgetStanding set(Budget budget);

    /**
     * Removes a budget.
     *
     * @param scope whose
     * @throws TenantException NOT_FOUND, UNAVAILABLE
     */
    void clear(Budget.Scope scope);

    /**
     * How budgets stand.
     *
     * @param tenant whose; empty for everybody's
     * @return by scope
     */
    List<BudgetStanding> list(Optional<String> tenant);
}
