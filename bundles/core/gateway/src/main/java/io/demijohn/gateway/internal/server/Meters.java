package io.demijohn.gateway.internal.server;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;

/**
 * What the gateway counts, by OpenTelemetry's HTTP conventions. Labels are the route's template and
 * never the path, so their number is bounded.
 */
public final class Meters {

    private static final AttributeKey<String> METHOD =
            AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS =
            AttributeKey.longKey("http.response.status_code");
    private static final List<Double> SECONDS =
            List.of(
                    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
                    60.0);

    private final DoubleHistogram duration;
    private final LongUpDownCounter active;
    private final LongUpDownCounter streams;
    private final LongCounter refusedKeys;

    /**
     * Meters of a telemetry.
     *
     * @param telemetry where to; a no-op one is fine
     */
    public Meters(OpenTelemetry telemetry) {
        Meter meter = telemetry.getMeter("io.demijohn.gateway");
        duration =
                meter.histogramBuilder("http.server.request.duration")
                        .setUnit("s")
                        .setDescription("Time from the first byte of a request to its answer's end")
                        .setExplicitBucketBoundariesAdvice(SECONDS)
                        .build();
        active =
                meter.upDownCounterBuilder("http.server.active_requests")
                        .setDescription("Requests that are being answered")
                        .build();
        streams =
                meter.upDownCounterBuilder("demijohn.gateway.open_streams")
                        .setDescription("Streamed answers that are open")
                        .build();
        refusedKeys =
                meter.counterBuilder("demijohn.gateway.auth_failures")
                        .setDescription("Requests with a missing, wrong or insufficient key")
                        .build();
    }

    void began() {
        active.add(1);
    }

    void ended(String method, String route, int status, long nanos) {
        active.add(-1);
        Attributes labels =
                Attributes.of(METHOD, known(method), ROUTE, route, STATUS, (long) status);
        duration.record(nanos / 1e9, labels);
    }

    void streamBegan() {
        streams.add(1);
    }

    void streamEnded() {
        streams.add(-1);
    }

    void keyRefused() {
        refusedKeys.add(1);
    }

    private static String known(String method) {
        return switch (method) {
            case "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD" -> method;
            default -> "_OTHER";
        };
    }
}
