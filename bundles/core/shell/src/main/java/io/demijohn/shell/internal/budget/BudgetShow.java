package io.demijohn.shell.internal.budget;

import io.demijohn.shell.internal.Output;
import io.demijohn.tenant.BudgetStanding;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Shows a budget. */
@Service
@Command(
        scope = "budget",
        name = "show",
        description = "Show a budget and how much of it is spent",
        detailedDescription = "Example:\n  budget:show --tenant acme --key site")
@NullUnmarked
public final class BudgetShow extends BudgetOptions {

    @Override
    protected void run(Output out) {
        BudgetStanding found =
                there(budgets).list(Optional.of(tenant)).stream()
                        .filter(one -> one.budget().scope().equals(scope()))
                        .findFirst()
                        .orElseThrow(
                                () -> unknown("budget for", scope().toString(), "budget:list"));
        out.item(view(found));
    }
}
