package io.demijohn.tenants.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.health.Health;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.Usage;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.Budget;
import io.demijohn.tenant.CallLimits;
import io.demijohn.tenant.CallOutcome;
import io.demijohn.tenant.CallOutcome.End;
import io.demijohn.tenant.IssuedKey;
import io.demijohn.tenant.KeyRequest;
import io.demijohn.tenant.KeyService;
import io.demijohn.tenant.LimitDraw.Unit;
import io.demijohn.tenant.LimitStanding;
import io.demijohn.tenant.ModelDemand;
import io.demijohn.tenant.ModelDemand.Operation;
import io.demijohn.tenant.Passage;
import io.demijohn.tenant.UsageQuery;
import io.demijohn.tenant.UsageQuery.Dimension;
import io.demijohn.tenant.UsageRow;
import io.demijohn.tenants.internal.budget.BudgetBook;
import io.demijohn.tenants.internal.limit.CountersComponent;
import io.demijohn.tenants.internal.price.PriceBook;
import io.demijohn.tenants.internal.usage.UsageBook;
import io.demijohn.tenants.internal.usage.UsageConfig;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate with its real parts: files, counters, prices and budgets. */
class TenantGateTest {

    @TempDir Path folder;
    private PriceBook prices;
    private UsageBook usage;
    private BudgetBook budgets;

    @BeforeEach
    void open() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("prices.json"),
                        "{\"currency\": \"USD\", \"models\":"
                                + " {\"gpt\": {\"input\": 2, \"cached_input\": 1, \"output\": 8}}}");
        prices = new PriceBook(file);
        usage = openUsage();
        budgets =
                new BudgetBook(
                        folder.resolve("budgets.json"),
                        usage,
                        OpenTelemetry.noop(),
                        InstantSource.system());
    }

    private UsageBook openUsage() {
        return new UsageBook(
                folder.resolve("usage"),
                config(UsageConfig.class, Map.of()),
                prices,
                OpenTelemetry.noop());
    }

    @AfterEach
    void close() {
        usage.stop();
    }

    private static <T> T config(Class<T> type, Map<String, Object> values) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, args) ->
                                values.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    private TenantGate gate(String... limits) {
        return new TenantGate(
                config(TenantsConfig.class, Map.of("limits", limits)),
                new OneKey(),
                new CountersComponent(),
                prices,
                budgets,
                usage,
                OpenTelemetry.noop());
    }

    /** A key that may ask gpt and nothing else. */
    private static final class OneKey implements KeyService {
        private final ApiKey key =
                new ApiKey(
                        "k1",
                        "acme",
                        Optional.of("blue"),
                        "",
                        ApiKey.Role.USER,
                        Set.of(),
                        Set.of("gpt"),
                        CallLimits.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        @Override
        public Optional<ApiKey> authenticate(String secret) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<ApiKey> find(String id) {
            return Optional.of(key).filter(one -> one.id().equals(id));
        }

        @Override
        public List<ApiKey> list(Optional<String> tenant) {
            return List.of(key);
        }

        @Override
        public IssuedKey create(KeyRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public IssuedKey rotate(String tenant, String id, Duration overlap) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void revoke(String tenant, String id) {
            throw new UnsupportedOperationException();
        }
    }

    private static CallContext context() {
        return new CallContext(
                        "acme",
                        "request-1",
                        Optional.empty(),
                        Instant.now().plusSeconds(60),
                        Cancellation.NEVER)
                .withKey(Optional.of("k1"));
    }

    private static Passage enter(TenantGate gate, String model) {
        ModelDemand demand = new ModelDemand(model, Operation.CHAT, () -> 6, 4);
        try {
            return gate.enter(demand, context()).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    private static Optional<Kind> refusal(TenantGate gate, String model) {
        try {
            enter(gate, model);
            return Optional.empty();
        } catch (ModelException e) {
            return Optional.of(e.kind());
        }
    }

    private static CallOutcome answered(Usage used) {
        return new CallOutcome(
                End.COMPLETE, Optional.of("gpt"), Optional.of("gpt-1"), Optional.of(used));
    }

    private UsageRow total() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return usage.report(
                        new UsageQuery(
                                Map.of(Dimension.TENANT, "acme", Dimension.KEY, "k1"),
                                today.minusDays(1),
                                today.plusDays(1),
                                Set.of()))
                .total();
    }

    @Test
    void aCallIsWrittenDownOnceWithItsExactCost() {
        Passage passage = enter(gate(), "gpt");
        passage.end(answered(new Usage(1_000, 10, 400, 0)));
        passage.end(answered(new Usage(1_000, 10, 400, 0)));
        usage.stop();
        usage = openUsage();
        assertThat(total().calls()).isEqualTo(1);
        assertThat(total().inputTokens()).isEqualTo(1_000);
        assertThat(total().cost()).isEqualByComparingTo("0.00168");
        assertThat(total().unpriced()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = End.class,
            names = {"COMPLETE", "BROKEN", "CANCELLED"})
    void unknownUsageIsUnpriced(End end) {
        enter(gate(), "gpt").end(CallOutcome.of(end));
        usage.stop();
        usage = openUsage();
        assertThat(total().unpriced()).isEqualTo(1);
        assertThat(total().cost()).isZero();
    }

    @Test
    void aKeyAsksOnlyItsModels() {
        assertThat(refusal(gate(), "claude")).contains(Kind.NOT_FOUND);
        assertThat(refusal(gate(), "gpt")).isEmpty();
    }

    @Test
    void aSpentBudgetRefusesUntilItIsRaised() {
        Budget.Scope scope =
                new Budget.Scope("acme", Optional.of("blue"), Optional.empty(), Optional.empty());
        budgets.set(new Budget(scope, new BigDecimal("0.001"), Budget.Period.MONTH, false));
        TenantGate gate = gate();
        enter(gate, "gpt").end(answered(Usage.of(500, 0)));
        assertThat(refusal(gate, "gpt")).contains(Kind.QUOTA);
        budgets.set(new Budget(scope, BigDecimal.ONE, Budget.Period.MONTH, false));
        assertThat(refusal(gate, "gpt")).isEmpty();
    }

    @Test
    void whatALimitRefusesHoldsNothingOfABudget() {
        Budget.Scope scope =
                new Budget.Scope("acme", Optional.empty(), Optional.empty(), Optional.empty());
        budgets.set(new Budget(scope, BigDecimal.ONE, Budget.Period.MONTH, false));
        assertThat(refusal(gate("tenant=* requests=0"), "gpt")).contains(Kind.RATE_LIMITED);
        assertThat(budgets.list(Optional.empty()).get(0).reserved()).isZero();
    }

    @Test
    void tokensAreReservedAndThenSettled() {
        TenantGate gate = gate("key=* tokens=20");
        Passage first = enter(gate, "gpt");
        enter(gate, "gpt");
        assertThat(refusal(gate, "gpt")).contains(Kind.RATE_LIMITED);
        first.end(answered(Usage.of(0, 0)));
        assertThat(refusal(gate, "gpt")).isEmpty();
    }

    @Test
    void aFailureTakesNoTokensAndAHangUpThoseReserved() {
        TenantGate gate = gate("key=* tokens=20");
        enter(gate, "gpt").end(CallOutcome.of(End.FAILED));
        assertThat(remaining(gate)).isEqualTo(20);
        enter(gate, "gpt").end(CallOutcome.of(End.CANCELLED));
        assertThat(remaining(gate)).isEqualTo(10);
    }

    @Test
    void aMistakeInTheLimitsKeepsTheFormerOnes() {
        TenantGate gate = gate("key=* requests=1");
        enter(gate, "gpt");
        gate.modified(
                config(
                        TenantsConfig.class,
                        Map.of("limits", new String[] {"key=* requests=9, colour=blue tokens=1"})));
        assertThat(gate.check().status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(gate.check().message()).contains("'colour=blue' is not understood");
        assertThat(refusal(gate, "gpt")).contains(Kind.RATE_LIMITED);
        gate.modified(
                config(TenantsConfig.class, Map.of("limits", new String[] {"key=* requests=9"})));
        assertThat(gate.check().status()).isEqualTo(Health.Status.UP);
        assertThat(gate.standing("acme", Optional.of("k1"), "gpt").get(0).remaining()).isEqualTo(8);
    }

    private static long remaining(TenantGate gate) {
        return gate.standing("acme", Optional.of("k1"), "gpt").get(0).remaining();
    }

    @Test
    void theTightestLimitOfEachUnitIsTold() {
        TenantGate gate = gate("tenant=* requests=10, key=* model=gpt requests=3 tokens=100");
        enter(gate, "gpt");
        assertThat(gate.standing("acme", Optional.of("k1"), "gpt"))
                .extracting(LimitStanding::unit, LimitStanding::limit, LimitStanding::remaining)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Unit.REQUESTS, 3L, 2L),
                        org.assertj.core.groups.Tuple.tuple(Unit.TOKENS, 100L, 90L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"requests=1000", "tokens=10000", "concurrent=1000"})
    void ofTenThousandCallsAtOnceExactlyAThousandPass(String limit) throws InterruptedException {
        TenantGate gate = gate("tenant=acme " + limit);
        AtomicInteger refused = new AtomicInteger();
        List<Passage> passed = java.util.Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(32);
        for (int i = 0; i < 10_000; i++) {
            threads.execute(
                    () -> {
                        try {
                            passed.add(enter(gate, "gpt"));
                        } catch (ModelException e) {
                            boolean told =
                                    e.kind() == Kind.RATE_LIMITED && e.retryAfter().isPresent();
                            refused.addAndGet(told ? 1 : 0);
                        }
                    });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(passed).hasSize(1_000);
        assertThat(refused).hasValue(9_000);
        passed.forEach(one -> one.end(answered(Usage.of(6, 4))));
        usage.stop();
        usage = openUsage();
        assertThat(total().calls()).isEqualTo(1_000);
        assertThat(total().cost()).isEqualByComparingTo("0.044");
    }
}
