package io.demijohn.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    @Test
    void withEverythingDownAFifthOfTheCallsIsRetried() {
        RetryBudget budget = new RetryBudget(0.2, 10);
        int attempts = 0;
        int calls = 10_000;
        for (int i = 0; i < calls; i++) {
            budget.deposit();
            attempts++;
            for (int retry = 0; retry < 3 && budget.withdraw(); retry++) {
                attempts++;
            }
        }
        assertThat((double) attempts / calls).isBetween(1.19, 1.202);
    }

    @Property
    void neverGivesMoreThanWasPaidIn(@ForAll @Size(max = 300) List<Boolean> steps) {
        RetryBudget budget = new RetryBudget(0.5, 3);
        double paid = 3;
        int taken = 0;
        for (boolean deposit : steps) {
            if (deposit) {
                budget.deposit();
                paid += 0.5;
            } else {
                taken += budget.withdraw() ? 1 : 0;
            }
            assertThat((double) taken).isLessThanOrEqualTo(paid);
        }
    }
}
