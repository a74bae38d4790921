package io.demijohn.shell.internal.budget;

import io.demijohn.shell.internal.Output;
import io.demijohn.tenant.Budget;
import io.demijohn.tenant.BudgetStanding;
import java.math.BigDecimal;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.NullCompleter;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.NullUnmarked;

/** Sets a budget. */
@Service
@Command(
        scope = "budget",
        name = "set",
        description = "Set how much a tenant, team, key or model may cost in a period",
        detailedDescription =
                "Example:\n  budget:set --tenant acme --team web --period month 250.00\n"
                        + "  budget:set --tenant acme --key site --shadow --period day 5")
@NullUnmarked
public final class BudgetSet extends BudgetOptions {

    @Argument(name = "amount", description = "In the price table's currency", required = true)
    @Completion(NullCompleter.class)
    private String amount;

    @Option(name = "--period", description = "day, week or month; the default is month")
    @Completion(
            value = StringsCompleter.class,
            values = {"day", "week", "month"})
    private String period = "month";

    @Option(name = "--shadow", description = "Only tell when it is spent; refuse nothing")
    private boolean shadow;

    @Override
    protected void run(Output out) {
        Budget budget = new Budget(scope(), money(), Budget.Period.of(period), shadow);
        BudgetStanding standing = there(budgets).set(budget);
        out.done(
                "the budget of "
                        + budget.scope()
                        + " is "
                        + amount
                        + " a "
                        + period
                        + "; spent: "
                        + standing.spent().toPlainString(),
                view(standing));
    }

    private BigDecimal money() {
        if (!amount.matches("\\d{1,12}(\\.\\d{1,12})?")) {
            throw new IllegalArgumentException(
                    "amount is '" + amount + "'; it must be such as 250 or 0.50");
        }
        return new BigDecimal(amount);
    }
}
