package io.demijohn.tenants.internal;

import io.demijohn.model.Usage;
import io.demijohn.tenant.CallOutcome;
import io.demijohn.tenant.CallOutcome.End;
import io.demijohn.tenant.LimitReservation;
import io.demijohn.tenant.ModelDemand;
import io.demijohn.tenant.Passage;
import io.demijohn.tenants.internal.budget.Hold;
import io.demijohn.tenants.internal.limit.Subject;
import io.demijohn.tenants.internal.usage.UsageRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A call that was let in, until its end. */
final class Crossing implements Passage {

    private final TenantGate gate;
    private final Subject subject;
    private final ModelDemand.Operation operation;
    private final String requestId;
    private final Optional<String> keyId;
    private final Optional<LimitReservation> limits;
    private final long reservedTokens;
    private final Hold hold;
    private final AtomicBoolean over = new AtomicBoolean();

    Crossing(
            TenantGate gate,
            Subject subject,
            ModelDemand.Operation operation,
            String requestId,
            Optional<String> keyId,
            Optional<LimitReservation> limits,
            long reservedTokens,
            Hold hold) {
        this.gate = gate;
        this.subject = subject;
        this.operation = operation;
        this.requestId = requestId;
        this.keyId = keyId;
        this.limits = limits;
        this.reservedTokens = reservedTokens;
        this.hold = hold;
    }

    @Override
    public void end(CallOutcome outcome) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        Instant now = gate.now();
        boolean free = operation == ModelDemand.Operation.COUNT_TOKENS;
        Optional<BigDecimal> cost = free ? Optional.empty() : cost(outcome);
        limits.ifPresent(held -> held.settle(tokens(outcome)));
        hold.settle(cost.orElse(BigDecimal.ZERO), now);
        if (!free) {
            gate.usage().add(record(outcome, cost, now));
        }
        gate.usage().end();
    }

    // What nobody counted was used as was expected, unless nothing was.
    private long tokens(CallOutcome outcome) {
        return outcome.usage()
                .map(Usage::totalTokens)
                .orElse(outcome.end() == End.FAILED ? 0 : reservedTokens);
    }

    private Optional<BigDecimal> cost(CallOutcome outcome) {
        String model = outcome.model().orElse(subject.model());
        return outcome.usage()
                .flatMap(
                        usage ->
                                gate.prices()
                                        .find(model, outcome.providerModel())
                                        .map(price -> price.of(usage)));
    }

    private UsageRecord record(CallOutcome outcome, Optional<BigDecimal> cost, Instant now) {
        return new UsageRecord(
                now,
                subject.tenant(),
                subject.team().orElse(""),
                keyId.orElse(""),
                outcome.model().orElse(subject.model()),
                operation.name().toLowerCase(Locale.ROOT),
                outcome.end(),
                outcome.usage(),
                cost,
                requestId);
    }
}
