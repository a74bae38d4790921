package io.demijohn.tenants.internal.usage;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;

/** Alarms about usage. No tenant, key or model is a label: they are without bound. */
final class UsageMeters {

    private static final AttributeKey<String> WHY = AttributeKey.stringKey("reason");
    private static final Attributes NO_USAGE = Attributes.of(WHY, "usage_unknown");
    private static final Attributes NO_PRICE = Attributes.of(WHY, "price_unknown");

    private final LongCounter records;
    private final LongCounter unpriced;
    private final LongCounter lost;

    UsageMeters(OpenTelemetry telemetry) {
        Meter meter = telemetry.getMeter("io.demijohn.tenants");
        records =
                meter.counterBuilder("demijohn.usage.records")
                        .setDescription("Calls of models that were written down")
                        .build();
        unpriced =
                meter.counterBuilder("demijohn.usage.unpriced")
                        .setDescription("Calls that may have cost something that nobody knows")
                        .build();
        lost =
                meter.counterBuilder("demijohn.usage.lost")
                        .setDescription("Records of calls that were lost")
                        .build();
    }

    void written(UsageRecord one) {
        records.add(1);
        if (one.unpriced()) {
            unpriced.add(1, one.usage().isEmpty() ? NO_USAGE : NO_PRICE);
        }
    }

    void lost(long count) {
        if (count > 0) {
            lost.add(count);
        }
    }
}
