package io.demijohn.tenants.internal.budget;

import io.demijohn.tenant.Budget;
import io.demijohn.tenant.BudgetService;
import io.demijohn.tenant.BudgetStanding;
import io.demijohn.tenant.UsageQuery;
import io.demijohn.tenant.UsageQuery.Dimension;
import io.demijohn.tenant.UsageService;
import io.demijohn.tenants.internal.file.Folders;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The budgets as a service. After a restart what was spent is added up from the usage. */
@Component(service = {BudgetBook.class, BudgetService.class})
public final class BudgetBook implements BudgetService {

    private final Budgets budgets;
    private final InstantSource clock;
    private final BudgetMeters meters;

    /**
     * Reads the budgets.
     *
     * @param context knows the folder
     * @param usage knows what was spent
     * @param telemetry counts
     * @throws IOException when the file cannot be read
     */
    @Activate
    public BudgetBook(
            BundleContext context,
            @Reference UsageService usage,
            @Reference OpenTelemetry telemetry)
            throws IOException {
        this(
                Folders.etc(context).resolve("demijohn.budgets.json"),
                usage,
                telemetry,
                InstantSource.system());
    }

    /**
     * The budgets of a file.
     *
     * @param file JSON; need not be there
     * @param usage knows what was spent
     * @param telemetry counts
     * @param clock the time
     * @throws IOException when the file cannot be read
     */
    public BudgetBook(Path file, UsageService usage, OpenTelemetry telemetry, InstantSource clock)
            throws IOException {
        this.clock = clock;
        this.meters = new BudgetMeters(telemetry);
        this.budgets =
                new Budgets(
                        new BudgetFile(file), clock, (scope, span) -> spent(usage, scope, span));
    }

    private static BigDecimal spent(UsageService usage, Budget.Scope scope, Span span) {
        Map<Dimension, String> only = new EnumMap<>(Dimension.class);
        only.put(Dimension.TENANT, scope.tenant());
        scope.team().ifPresent(team -> only.put(Dimension.TEAM, team));
        scope.key().ifPresent(key -> only.put(Dimension.KEY, key));
        scope.model().ifPresent(model -> only.put(Dimension.MODEL, model));
        return usage.report(new UsageQuery(only, span.first(), span.next().minusDays(1), Set.of()))
                .total()
                .cost();
    }

    /**
     * Reserves an estimate of all budgets that a call meets.
     *
     * @param tenant whose call
     * @param team the key's team
     * @param key the key's id
     * @param model the model asked for
     * @param estimate what it may cost; asked only when there is a budget
     * @return what is held, or why not
     */
    public Hold hold(
            String tenant,
            Optional<String> team,
            Optional<String> key,
            String model,
            Supplier<BigDecimal> estimate) {
        List<Account> met = budgets.of(tenant, team, key, model);
        if (met.isEmpty()) {
            return new Hold(met, BigDecimal.ZERO, Optional.empty(), meters);
        }
        return hold(met, estimate.get(), clock.instant());
    }

    private Hold hold(List<Account> met, BigDecimal estimate, Instant now) {
        List<Account> held = new ArrayList<>();
        for (Account account : met) {
            if (account.budget().shadow() && account.standing(now).exceeded()) {
                meters.refused(true);
            }
            if (!account.reserve(estimate, now)) {
                held.forEach(one -> one.settle(estimate, BigDecimal.ZERO, now));
                meters.refused(false);
                return new Hold(List.of(), BigDecimal.ZERO, Optional.of(account), meters);
            }
            held.add(account);
        }
        return new Hold(held, estimate, Optional.empty(), meters);
    }

    @Override
    public BudgetStanding set(Budget budget) {
        return budgets.set(budget);
    }

    @Override
    public void clear(Budget.Scope scope) {
        budgets.clear(scope);
    }

    @Override
    public List<BudgetStanding> list(Optional<String> tenant) {
        return budgets.list(tenant);
    }
}
