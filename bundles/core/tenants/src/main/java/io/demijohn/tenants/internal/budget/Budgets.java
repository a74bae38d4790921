package io.demijohn.tenants.internal.budget;

import io.demijohn.tenant.Budget;
import io.demijohn.tenant.BudgetService;
import io.demijohn.tenant.BudgetStanding;
import io.demijohn.tenant.TenantException;
import io.demijohn.tenant.TenantException.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** The tree of budgets. Calls read one list that is replaced as a whole. */
final class Budgets implements BudgetService {

    private static final int MOST = 10_000;

    private final BudgetFile file;
    private final InstantSource clock;
    private final BiFunction<Budget.Scope, Span, BigDecimal> spent;
    private final Map<Budget.Scope, Account> accounts = new LinkedHashMap<>();
    private volatile List<Account> all = List.of();

    /**
     * The budgets of a file.
     *
     * @param spent adds up what a scope has cost already
     */
    Budgets(BudgetFile file, InstantSource clock, BiFunction<Budget.Scope, Span, BigDecimal> spent)
            throws IOException {
        this.file = file;
        this.clock = clock;
        this.spent = spent;
        for (Budget budget : file.read()) {
            accounts.put(budget.scope(), account(budget));
        }
        all = List.copyOf(accounts.values());
    }

    private Account account(Budget budget) {
        Instant now = clock.instant();
        return new Account(budget, now, spent.apply(budget.scope(), Span.at(budget.period(), now)));
    }

    /** Those that a call meets. */
    List<Account> of(String tenant, Optional<String> team, Optional<String> key, String model) {
        List<Account> met = List.of();
        for (Account account : all) {
            Budget.Scope scope = account.budget().scope();
            boolean meets =
                    scope.tenant().equals(tenant)
                            && (scope.team().isEmpty() || scope.team().equals(team))
                            && (scope.key().isEmpty() || scope.key().equals(key))
                            && scope.model().map(model::equals).orElse(true);
            if (meets) {
                met = met.isEmpty() ? new ArrayList<>() : met;
                met.add(account);
            }
        }
        return met;
    }

    @Override
    public synchronized BudgetStanding set(Budget budget) {
        if (accounts.size() >= MOST && !accounts.containsKey(budget.scope())) {
            throw new TenantException(Kind.INVALID, "there are " + MOST + " budgets already");
        }
        Map<Budget.Scope, Account> next = new LinkedHashMap<>(accounts);
        Account account = account(budget);
        next.put(budget.scope(), account);
        keep(next);
        return account.standing(clock.instant());
    }

    @Override
    public synchronized void clear(Budget.Scope scope) {
        Map<Budget.Scope, Account> next = new LinkedHashMap<>(accounts);
        if (next.remove(scope) == null) {
            throw new TenantException(Kind.NOT_FOUND, "there is no budget for " + scope);
        }
        keep(next);
    }

    private void keep(Map<Budget.Scope, Account> next) {
        try {
            file.write(next.values().stream().map(Account::budget).toList());
        } catch (IOException e) {
            throw new TenantException(Kind.UNAVAILABLE, "the budgets cannot be written: " + e, e);
        }
        accounts.clear();
        accounts.putAll(next);
        all = List.copyOf(next.values());
    }

    @Override
    public List<BudgetStanding> list(Optional<String> tenant) {
        Instant now = clock.instant();
        return all.stream()
                .filter(
                        account ->
                                tenant.isEmpty()
                                        || tenant.get().equals(account.budget().scope().tenant()))
                .map(account -> account.standing(now))
                .sorted(Comparator.comparing(one -> one.budget().scope().toString()))
                .toList();
    }
}
