package io.demijohn.tenants.internal;

import io.demijohn.tenant.LimitDraw;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import java.util.Locale;

/** Counts what limits refuse. */
final class LimitMeters {

    private static final AttributeKey<String> UNIT = AttributeKey.stringKey("unit");

    private final LongCounter refused;

    LimitMeters(OpenTelemetry telemetry) {
        refused =
                telemetry
                        .getMeter("io.demijohn.tenants")
                        .counterBuilder("demijohn.limits.refused")
                        .setDescription("Calls of models that a limit refused")
                        .build();
    }

    void refused(LimitDraw.Unit unit) {
        refused.add(1, Attributes.of(UNIT, unit.name().toLowerCase(Locale.ROOT)));
    }
}
