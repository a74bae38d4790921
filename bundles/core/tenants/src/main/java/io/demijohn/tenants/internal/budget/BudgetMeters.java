package io.demijohn.tenants.internal.budget;

import io.demijohn.tenant.Budget;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells which budgets come near their end. */
final class BudgetMeters {

    private static final Logger LOG = LoggerFactory.getLogger(BudgetMeters.class);
    private static final AttributeKey<Long> PERCENT = AttributeKey.longKey("percent");
    private static final AttributeKey<Boolean> SHADOW = AttributeKey.booleanKey("shadow");

    private final LongCounter crossed;
    private final LongCounter refused;

    BudgetMeters(OpenTelemetry telemetry) {
        Meter meter = telemetry.getMeter("io.demijohn.tenants");
        crossed =
                meter.counterBuilder("demijohn.budget.thresholds")
                        .setDescription("Budgets that have come to 50, 80 or 100 percent")
                        .build();
        refused =
                meter.counterBuilder("demijohn.budget.refused")
                        .setDescription("Calls that a spent budget refused, or would have")
                        .build();
    }

    void crossed(Budget budget, int percent) {
        if (percent > 0) {
            crossed.add(1, Attributes.of(PERCENT, (long) percent, SHADOW, budget.shadow()));
            LOG.warn(
                    "The budget of {} has come to {} percent of {}{}",
                    budget.scope(),
                    percent,
                    budget.amount().toPlainString(),
                    budget.shadow() ? " (shadow: nothing is refused)" : "");
        }
    }

    void refused(boolean shadow) {
        refused.add(1, Attributes.of(SHADOW, shadow));
    }
}
