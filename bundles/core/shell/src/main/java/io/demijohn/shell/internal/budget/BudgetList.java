package io.demijohn.shell.internal.budget;

import io.demijohn.shell.internal.Output;
import io.demijohn.tenant.BudgetService;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Lists budgets. */
@Service
@Command(
        scope = "budget",
        name = "list",
        description = "List budgets and how much of them is spent",
        detailedDescription = "Example:\n  budget:list\n  budget:list --tenant acme")
@NullUnmarked
public final class BudgetList extends io.demijohn.shell.internal.Command {

    private static final String EVERYBODY = "*";

    @Reference(optional = true)
    private BudgetService budgets;

    /** Shows all tenants unless one is named. */
    public BudgetList() {
        tenant = EVERYBODY;
    }

    @Override
    protected void run(Output out) {
        Optional<String> whose = Optional.of(tenant).filter(name -> !name.equals(EVERYBODY));
        out.list(
                List.of(
                        "tenant",
                        "team",
                        "key",
                        "model",
                        "period",
                        "amount",
                        "spent",
                        "exceeded",
                        "shadow"),
                there(budgets).list(whose).stream().map(BudgetOptions::view).toList(),
                "no budgets");
    }
}
