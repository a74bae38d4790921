package io.demijohn.tenants.internal;

import io.demijohn.call.CallContext;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.Usage;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.KeyService;
import io.demijohn.tenant.LimitCounters;
import io.demijohn.tenant.LimitDraw;
import io.demijohn.tenant.LimitReservation;
import io.demijohn.tenant.LimitService;
import io.demijohn.tenant.LimitStanding;
import io.demijohn.tenant.ModelDemand;
import io.demijohn.tenant.ModelGate;
import io.demijohn.tenant.Passage;
import io.demijohn.tenants.internal.budget.BudgetBook;
import io.demijohn.tenants.internal.budget.Hold;
import io.demijohn.tenants.internal.limit.Subject;
import io.demijohn.tenants.internal.price.PriceBook;
import io.demijohn.tenants.internal.price.PriceTable;
import io.demijohn.tenants.internal.usage.UsageBook;
import io.opentelemetry.api.OpenTelemetry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate: first the key's models, then budgets, then limits; at the end usage and cost. It is
 * never away because of a mistake in its configuration: then the former limits stay in force.
 */
@Component(
        configurationPid = "io.demijohn.tenants",
        service = {ModelGate.class, LimitService.class, HealthCheck.class})
@Designate(ocd = TenantsConfig.class)
public final class TenantGate implements ModelGate, LimitService, HealthCheck {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(TenantGate.class);

    private volatile LimitSettings settings = LimitSettings.NONE;
    private volatile Optional<String> mistake = Optional.empty();
    private final KeyService keys;
    private final LimitCounters counters;
    private final PriceBook prices;
    private final BudgetBook budgets;
    private final UsageBook usage;
    private final LimitMeters meters;
    private final InstantSource clock = InstantSource.system();

    /**
     * A gate with these settings.
     *
     * @param config limits
     * @param keys know what a key may ask
     * @param counters count
     * @param prices know costs
     * @param budgets know what is left
     * @param usage writes down
     * @param telemetry has the meters
     */
    @Activate
    public TenantGate(
            TenantsConfig config,
            @Reference KeyService keys,
            @Reference(policyOption = ReferencePolicyOption.GREEDY) LimitCounters counters,
            @Reference PriceBook prices,
            @Reference BudgetBook budgets,
            @Reference UsageBook usage,
            @Reference OpenTelemetry telemetry) {
        this.keys = keys;
        this.counters = counters;
        this.prices = prices;
        this.budgets = budgets;
        this.usage = usage;
        this.meters = new LimitMeters(telemetry);
        modified(config);
    }

    /** Applies a change; what was counted stays counted. */
    @Modified
    void modified(TenantsConfig config) {
        try {
            settings = LimitSettings.read(config);
            mistake = Optional.empty();
        } catch (IllegalArgumentException e) {
            mistake = Optional.of(String.valueOf(e.getMessage()));
            LOG.error("{}; {}", e.getMessage(), inForce());
        }
    }

    private String inForce() {
        return settings.rules().isEmpty()
                ? "there are no limits but those of keys"
                : "the former limits stay in force";
    }

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public Health check() {
        return mistake.map(
                        what ->
                                Health.degraded(
                                        what + "; " + inForce(),
                                        "correct the line; the change is seen at once"))
                .orElseGet(() -> Health.up("Limits are as configured"));
    }

    @Override
    public CompletionStage<Passage> enter(ModelDemand demand, CallContext context) {
        Optional<ApiKey> key = context.key().flatMap(keys::find);
        Subject subject = Subject.of(context.tenant(), key, demand.model());
        if (key.filter(held -> !held.mayAsk(demand.model())).isPresent()) {
            return refuse(
                    new ModelException(
                            Kind.NOT_FOUND,
                            "the model "
                                    + demand.model()
                                    + " does not exist, or this key may not ask it"));
        }
        Estimate estimate = new Estimate(demand, settings.answerTokens());
        Hold hold =
                budgets.hold(
                        context.tenant(),
                        subject.team(),
                        context.key(),
                        demand.model(),
                        () -> cost(demand, estimate));
        if (hold.refusal().isPresent()) {
            return refuse(new ModelException(Kind.QUOTA, hold.refusal().get()));
        }
        List<LimitDraw> draws = settings.rules().draws(subject, estimate::tokens);
        return draws.isEmpty()
                ? CompletableFuture.completedFuture(
                        begin(demand, context, subject, Optional.empty(), estimate, hold))
                : counters.reserve(draws)
                        .thenCompose(
                                taken -> reserved(demand, context, subject, taken, estimate, hold));
    }

    private CompletionStage<Passage> reserved(
            ModelDemand demand,
            CallContext context,
            Subject subject,
            LimitReservation taken,
            Estimate estimate,
            Hold hold) {
        if (taken.refusal().isEmpty()) {
            return CompletableFuture.completedFuture(
                    begin(demand, context, subject, Optional.of(taken), estimate, hold));
        }
        hold.settle(BigDecimal.ZERO, now());
        LimitReservation.Refusal why = taken.refusal().get();
        meters.refused(why.draw().unit());
        return refuse(tooMuch(why));
    }

    private static ModelException tooMuch(LimitReservation.Refusal why) {
        LimitDraw draw = why.draw();
        String what = draw.unit().name().toLowerCase(Locale.ROOT);
        boolean never = draw.amount() > draw.limit();
        String sentence =
                draw.unit() == LimitDraw.Unit.CONCURRENT
                        ? "the limit of " + draw.limit() + " calls at once is reached"
                        : "the limit of " + draw.limit() + " " + what + " a minute is reached";
        return new ModelException(
                Kind.RATE_LIMITED,
                sentence
                        + " ("
                        + draw.counter()
                        + (never ? "; this call alone would take " + draw.amount() : "")
                        + ")",
                null,
                Optional.of(why.retryAfter().orElse(never ? Duration.ofMinutes(1) : SOON)));
    }

    private Passage begin(
            ModelDemand demand,
            CallContext context,
            Subject subject,
            Optional<LimitReservation> taken,
            Estimate estimate,
            Hold hold) {
        usage.begin();
        return new Crossing(
                this,
                subject,
                demand.operation(),
                context.requestId(),
                context.key(),
                taken,
                estimate.known(),
                hold);
    }

    private static CompletionStage<Passage> refuse(ModelException why) {
        return CompletableFuture.failedFuture(why);
    }

    private BigDecimal cost(ModelDemand demand, Estimate estimate) {
        return prices.table()
                .find(demand.model(), Optional.empty())
                .map(price -> price.of(Usage.of(estimate.input(), estimate.output())))
                .orElse(BigDecimal.ZERO);
    }

    @Override
    public List<LimitStanding> standing(String tenant, Optional<String> key, String model) {
        Subject subject = Subject.of(tenant, key.flatMap(keys::find), model);
        Map<LimitDraw.Unit, LimitStanding> tightest = new EnumMap<>(LimitDraw.Unit.class);
        for (LimitDraw draw : settings.rules().draws(subject, () -> 0)) {
            tightest.merge(
                    draw.unit(),
                    counters.standing(draw),
                    (a, b) -> b.remaining() < a.remaining() ? b : a);
        }
        return List.copyOf(tightest.values());
    }

    PriceTable prices() {
        return prices.table();
    }

    UsageBook usage() {
        return usage;
    }

    Instant now() {
        return clock.instant();
    }
}
