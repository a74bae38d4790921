package io.demijohn.shell.internal.budget;

import io.demijohn.shell.internal.Output;
import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Removes a budget. */
@Service
@Command(
        scope = "budget",
        name = "clear",
        description = "Remove a budget",
        detailedDescription = "Example:\n  budget:clear --tenant acme --key site")
@NullUnmarked
public final class BudgetClear extends BudgetOptions {

    @Override
    protected void run(Output out) {
        there(budgets).clear(scope());
        out.done(
                "the budget of " + scope() + " has been removed",
                Map.of("scope", scope().toString(), "cleared", true));
    }
}
