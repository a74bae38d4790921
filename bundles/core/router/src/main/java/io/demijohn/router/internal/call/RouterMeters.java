package io.demijohn.router.internal.call;

import io.demijohn.model.ModelException;
import io.demijohn.model.Usage;
import io.demijohn.router.internal.directory.Served;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls by OpenTelemetry's names for generative AI (semantic conventions 1.38) and the
 * router's own. Every attribute is one of the models registered or one of the error kinds; what a
 * provider or a caller writes is never an attribute, so nobody can make series at will.
 */
public final class RouterMeters {

    private static final AttributeKey<String> OPERATION =
            AttributeKey.stringKey("gen_ai.operation.name");
    private static final AttributeKey<String> PROVIDER =
            AttributeKey.stringKey("gen_ai.provider.name");
    private static final AttributeKey<String> MODEL =
            AttributeKey.stringKey("gen_ai.request.model");
    private static final AttributeKey<String> TOKENS = AttributeKey.stringKey("gen_ai.token.type");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private static final List<Double> SECONDS =
            List.of(
                    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96,
                    81.92);
    private static final List<Long> COUNTS =
            List.of(
                    1L, 4L, 16L, 64L, 256L, 1024L, 4096L, 16384L, 65536L, 262144L, 1048576L,
                    4194304L, 16777216L, 67108864L);

    private final DoubleHistogram duration;
    private final DoubleHistogram firstChunk;
    private final LongHistogram tokens;
    private final LongCounter attempts;
    private final LongCounter failovers;
    private final LongCounter retries;
    private final LongUpDownCounter inFlight;
    private final String operation;

    /**
     * Makes the instruments.
     *
     * @param telemetry the platform's
     */
    public RouterMeters(OpenTelemetry telemetry) {
        Meter meter = telemetry.getMeter("io.demijohn.router");
        duration = seconds(meter, "gen_ai.client.operation.duration", "One attempt, to its end");
        firstChunk =
                seconds(
                        meter,
                        "gen_ai.client.operation.time_to_first_chunk",
                        "One attempt, to the first piece of its answer");
        tokens =
                meter.histogramBuilder("gen_ai.client.token.usage")
                        .ofLongs()
                        .setUnit("{token}")
                        .setDescription("Tokens of one answer, as its provider counted them")
                        .setExplicitBucketBoundariesAdvice(COUNTS)
                        .build();
        attempts = counter(meter, "demijohn.router.attempts", "Attempts by model and result");
        failovers = counter(meter, "demijohn.router.failovers", "Attempts given up for another");
        retries = counter(meter, "demijohn.router.retries", "Rounds of retries after a wait");
        inFlight =
                meter.upDownCounterBuilder("demijohn.router.in_flight")
                        .setUnit("{call}")
                        .setDescription("Calls that have not ended")
                        .build();
        operation = "chat";
    }

    private RouterMeters(RouterMeters shared, String operation) {
        this.duration = shared.duration;
        this.firstChunk = shared.firstChunk;
        this.tokens = shared.tokens;
        this.attempts = shared.attempts;
        this.failovers = shared.failovers;
        this.retries = shared.retries;
        this.inFlight = shared.inFlight;
        this.operation = operation;
    }

    /**
     * The same instruments for another operation.
     *
     * @param name for {@code gen_ai.operation.name}
     * @return shares them
     */
    public RouterMeters of(String name) {
        return new RouterMeters(this, name);
    }

    private static DoubleHistogram seconds(Meter meter, String name, String description) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(SECONDS)
                .build();
    }

    private static LongCounter counter(Meter meter, String name, String description) {
        return meter.counterBuilder(name).setDescription(description).build();
    }

    void began() {
        inFlight.add(1);
    }

    void ended() {
        inFlight.add(-1);
    }

    void retried() {
        retries.add(1);
    }

    void failedOver(Served from) {
        failovers.add(1, Attributes.of(MODEL, from.name()));
    }

    void firstPiece(Served served, long nanos) {
        firstChunk.record(nanos / 1e9, attributes(served, null));
    }

    void attempt(Served served, long nanos, ModelException.@Nullable Kind error) {
        Attributes attributes = attributes(served, error);
        duration.record(nanos / 1e9, attributes);
        attempts.add(1, attributes);
    }

    void used(Served served, Usage usage) {
        tokens.record(usage.inputTokens(), tokens(served, "input"));
        tokens.record(usage.outputTokens(), tokens(served, "output"));
    }

    private Attributes attributes(Served served, ModelException.@Nullable Kind error) {
        String provider = served.info().provider();
        return error == null
                ? Attributes.of(OPERATION, operation, PROVIDER, provider, MODEL, served.name())
                : Attributes.of(
                        OPERATION,
                        operation,
                        PROVIDER,
                        provider,
                        MODEL,
                        served.name(),
                        ERROR,
                        error.name().toLowerCase(Locale.ROOT));
    }

    private Attributes tokens(Served served, String type) {
        return Attributes.of(
                OPERATION,
                operation,
                PROVIDER,
                served.info().provider(),
                MODEL,
                served.name(),
                TOKENS,
                type);
    }
}
