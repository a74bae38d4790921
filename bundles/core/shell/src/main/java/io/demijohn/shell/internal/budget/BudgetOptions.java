package io.demijohn.shell.internal.budget;

import io.demijohn.shell.internal.Command;
import io.demijohn.shell.internal.key.KeyIds;
import io.demijohn.tenant.Budget;
import io.demijohn.tenant.BudgetService;
import io.demijohn.tenant.BudgetStanding;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.jspecify.annotations.NullUnmarked;

/** What commands over one budget have in common: whose it is. */
@NullUnmarked
abstract class BudgetOptions extends Command {

    @Reference(optional = true)
    protected BudgetService budgets;

    @Option(name = "--team", description = "A team of the tenant")
    private String team;

    @Option(name = "--key", description = "A key's id")
    @Completion(KeyIds.class)
    private String key;

    @Option(name = "--model", description = "The model or route that is asked for")
    private String model;

    final Budget.Scope scope() {
        return new Budget.Scope(
                tenant,
                Optional.ofNullable(team),
                Optional.ofNullable(key),
                Optional.ofNullable(model));
    }

    static Map<String, Object> view(BudgetStanding standing) {
        Budget budget = standing.budget();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("tenant", budget.scope().tenant());
        view.put("team", budget.scope().team().orElse(null));
        view.put("key", budget.scope().key().orElse(null));
        view.put("model", budget.scope().model().orElse(null));
        view.put("period", budget.period().name().toLowerCase(Locale.ROOT));
        view.put("amount", budget.amount().toPlainString());
        view.put("spent", standing.spent().stripTrailingZeros().toPlainString());
        view.put("reserved", standing.reserved().stripTrailingZeros().toPlainString());
        view.put("exceeded", standing.exceeded());
        view.put("shadow", budget.shadow());
        view.put("since", standing.since().toString());
        view.put("until", standing.until().toString());
        return view;
    }
}
