package io.demijohn.router.internal.breaker;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongCounter;
import io.opentelemetry.api.metrics.ObservableLongGauge;

/** Shows every breaker there is; one that retires takes its series along. */
public final class BreakerGauges implements AutoCloseable {

    private final ObservableLongGauge states;
    private final ObservableLongCounter refused;

    /**
     * Makes the instruments.
     *
     * @param telemetry the platform's
     * @param breakers whom to show
     */
    public BreakerGauges(OpenTelemetry telemetry, Breakers breakers) {
        Meter meter = telemetry.getMeter("io.demijohn.router");
        states =
                meter.gaugeBuilder("demijohn.router.breaker.state")
                        .ofLongs()
                        .setDescription("0 closed, 1 half-open, 2 open, 3 forced open, 4 disabled")
                        .buildWithCallback(
                                out ->
                                        breakers.all()
                                                .forEach(
                                                        one ->
                                                                out.record(
                                                                        value(one),
                                                                        one.key().labels())));
        refused =
                meter.counterBuilder("demijohn.router.breaker.refused")
                        .setDescription("Calls that a breaker did not let through")
                        .buildWithCallback(
                                out ->
                                        breakers.all()
                                                .forEach(
                                                        one ->
                                                                out.record(
                                                                        one.status().refused(),
                                                                        one.key().labels())));
    }

    private static long value(Guarded guarded) {
        return switch (guarded.breaker().state()) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
            case FORCED_OPEN -> 3;
            case DISABLED -> 4;
        };
    }

    @Override
    public void close() {
        states.close();
        refused.close();
    }
}
