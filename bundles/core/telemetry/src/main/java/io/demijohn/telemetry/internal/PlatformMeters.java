package io.demijohn.telemetry.internal;

import io.demijohn.health.MetricsExposition;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.metrics.ExemplarFilter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.IOException;
import java.io.OutputStream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The meters of every bundle. Traces are not recorded here: a call's trace context travels in its
 * {@link io.demijohn.call.CallContext} and goes out with the provider's request.
 */
@Component(
        immediate = true,
        service = {OpenTelemetry.class, MetricsExposition.class},
        configurationPid = "io.demijohn.telemetry")
@Designate(ocd = PlatformMeters.Config.class)
public final class PlatformMeters implements OpenTelemetry, MetricsExposition {

    /** Settings in {@code etc/io.demijohn.telemetry.cfg}. */
    @ObjectClassDefinition(name = "Demijohn telemetry")
    @interface Config {
        /** Above it, a meter's further attribute sets share one overflow series. */
        @AttributeDefinition(
                name = "cardinality.limit",
                description = "How many series one meter may have, from 10 to 100000")
        int cardinality_limit() default 1000;
    }

    private final PrometheusMetricReader reader;
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final SdkMeterProvider meters;
    private final JvmMeters jvm;

    @Activate
    public PlatformMeters(Config config) {
        this(config.cardinality_limit());
    }

    PlatformMeters(int cardinalityLimit) {
        int limit = checked(cardinalityLimit);
        reader = PrometheusMetricReader.builder().setTargetInfoMetricEnabled(false).build();
        meters =
                SdkMeterProvider.builder()
                        .setExemplarFilter(ExemplarFilter.alwaysOff())
                        .registerMetricReader(reader, type -> limit)
                        .build();
        jvm = new JvmMeters(meters.get("io.demijohn.jvm"));
    }

    private static int checked(int limit) {
        if (limit < 10 || limit > 100_000) {
            throw new IllegalArgumentException(
                    "cardinality.limit is "
                            + limit
                            + "; set it to a number from 10 to 100000"
                            + " in etc/io.demijohn.telemetry.cfg");
        }
        return limit;
    }

    @Deactivate
    void deactivate() {
        jvm.close();
        meters.close();
    }

    @Override
    public MeterProvider getMeterProvider() {
        return meters;
    }

    @Override
    public TracerProvider getTracerProvider() {
        return TracerProvider.noop();
    }

    @Override
    public ContextPropagators getPropagators() {
        return ContextPropagators.noop();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        writer.write(out, reader.collect(), EscapingScheme.UNDERSCORE_ESCAPING);
    }
}
