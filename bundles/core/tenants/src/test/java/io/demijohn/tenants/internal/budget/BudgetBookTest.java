package io.demijohn.tenants.internal.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.tenant.Budget;
import io.demijohn.tenant.Budget.Period;
import io.demijohn.tenant.BudgetStanding;
import io.demijohn.tenant.TenantException;
import io.demijohn.tenant.UsageQuery;
import io.demijohn.tenant.UsageReport;
import io.demijohn.tenant.UsageRow;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetBookTest {

    @TempDir Path folder;
    private Instant now = Instant.parse("2026-11-23T10:00:00Z"); // a Monday
    private BigDecimal before = BigDecimal.ZERO;
    private BudgetBook book;

    @BeforeEach
    void open() throws IOException {
        book =
                new BudgetBook(
                        folder.resolve("budgets.json"),
                        this::report,
                        OpenTelemetry.noop(),
                        () -> now);
    }

    private UsageReport report(UsageQuery query) {
        UsageRow total = new UsageRow(Map.of(), 0, 0, 0, 0, 0, 0, 0, 0, before);
        return new UsageReport("USD", List.of(), total, 0);
    }

    private static Budget.Scope scope(String team, String key, String model) {
        return new Budget.Scope(
                "acme",
                Optional.ofNullable(team),
                Optional.ofNullable(key),
                Optional.ofNullable(model));
    }

    private static Budget budget(Budget.Scope scope, String amount, boolean shadow) {
        return new Budget(scope, new BigDecimal(amount), Period.MONTH, shadow);
    }

    private Hold hold(String team, String key, String model, String estimate) {
        return book.hold(
                "acme",
                Optional.ofNullable(team),
                Optional.ofNullable(key),
                model,
                () -> new BigDecimal(estimate));
    }

    private boolean passes(String team, String key, String model) {
        Hold hold = hold(team, key, model, "0");
        hold.settle(BigDecimal.ZERO, now);
        return hold.refusal().isEmpty();
    }

    private BudgetStanding only() {
        return book.list(Optional.empty()).get(0);
    }

    @Test
    void aSpentBudgetRefuses() {
        book.set(budget(scope(null, null, null), "10", false));
        hold("blue", "k1", "gpt", "0").settle(new BigDecimal("9.99"), now);
        assertThat(passes("blue", "k1", "gpt")).isTrue();
        hold("blue", "k1", "gpt", "0").settle(new BigDecimal("0.01"), now);
        assertThat(hold("blue", "k1", "gpt", "0").refusal())
                .contains("the budget of tenant=acme is spent: 10 a month");
        assertThat(only().exceeded()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "blue,,,false,false,true",
        ",k1,,false,true,true",
        ",,gpt,false,false,false",
        "blue,k1,gpt,false,true,true"
    })
    void eachNodeHasTheCallsThatAgreeWithAllItNames(
            String team,
            String key,
            String model,
            boolean same,
            boolean otherKey,
            boolean otherTeam) {
        book.set(budget(scope(team, key, model), "1", false));
        hold("blue", "k1", "gpt", "0").settle(BigDecimal.ONE, now);
        assertThat(passes("blue", "k1", "gpt")).isEqualTo(same);
        assertThat(passes("blue", "k2", "gpt")).isEqualTo(otherKey);
        assertThat(passes("red", "k2", "gpt")).isEqualTo(otherTeam);
    }

    @Test
    void whatIsUnderWayCountsAsLongAsItLasts() {
        book.set(budget(scope(null, null, null), "10", false));
        Hold first = hold(null, null, "gpt", "10");
        assertThat(passes(null, null, "gpt")).isFalse();
        assertThat(only().reserved()).isEqualByComparingTo("10");
        first.settle(BigDecimal.ONE, now);
        assertThat(passes(null, null, "gpt")).isTrue();
        assertThat(only().spent()).isEqualByComparingTo("1");
        assertThat(only().reserved()).isZero();
    }

    @Test
    void aRefusalOfOneNodeHoldsNothingOfTheOthers() {
        book.set(budget(scope(null, null, null), "10", false));
        book.set(budget(scope(null, "k1", null), "1", false));
        hold(null, "k1", "gpt", "0").settle(BigDecimal.ONE, now);
        assertThat(hold(null, "k1", "gpt", "5").refusal()).isPresent();
        assertThat(only().reserved()).isZero();
    }

    @Test
    void aShadowOnlyTells() {
        book.set(budget(scope(null, null, null), "1", true));
        hold(null, null, "gpt", "0").settle(BigDecimal.TEN, now);
        assertThat(passes(null, null, "gpt")).isTrue();
        assertThat(only().exceeded()).isTrue();
    }

    @Test
    void anotherTenantsBudgetIsNotMet() {
        book.set(budget(scope(null, null, null), "1", false));
        hold(null, null, "gpt", "0").settle(BigDecimal.TEN, now);
        Hold other =
                book.hold(
                        "other", Optional.empty(), Optional.empty(), "gpt", () -> BigDecimal.ZERO);
        assertThat(other.refusal()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DAY,2026-11-23T23:59:59Z,2026-11-24T00:00:00Z",
        "WEEK,2026-11-29T23:59:59Z,2026-11-30T00:00:00Z",
        "MONTH,2026-11-30T23:59:59Z,2026-12-01T00:00:00Z"
    })
    void aPeriodBeginsAnew(Period period, Instant last, Instant first) {
        book.set(new Budget(scope(null, null, null), BigDecimal.ONE, period, false));
        hold(null, null, "gpt", "0").settle(BigDecimal.ONE, now);
        now = last;
        assertThat(passes(null, null, "gpt")).isFalse();
        now = first;
        assertThat(passes(null, null, "gpt")).isTrue();
        assertThat(only().since()).isEqualTo(first);
    }

    @Test
    void afterARestartBudgetsAreThereWithWhatWasSpent() throws IOException {
        Budget budget = budget(scope("blue", "k1", "gpt"), "12.50", true);
        book.set(budget);
        before = new BigDecimal("3.21");
        open();
        assertThat(only().budget()).isEqualTo(budget);
        assertThat(only().spent()).isEqualByComparingTo("3.21");
        book.clear(budget.scope());
        open();
        assertThat(book.list(Optional.empty())).isEmpty();
    }

    @Test
    void whatIsNotThereCannotBeCleared() {
        assertThatThrownBy(() -> book.clear(scope(null, null, null)))
                .isInstanceOf(TenantException.class)
                .hasMessage("there is no budget for tenant=acme");
    }
}
