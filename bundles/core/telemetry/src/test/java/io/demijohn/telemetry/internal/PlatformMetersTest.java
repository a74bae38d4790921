package io.demijohn.telemetry.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.ObservableLongGauge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlatformMetersTest {

    private static final AttributeKey<String> KEY = AttributeKey.stringKey("demijohn.test.key");

    private final PlatformMeters meters = new PlatformMeters(100);

    @AfterEach
    void close() {
        meters.deactivate();
    }

    @Test
    void showsWhatTheJvmDoes() throws IOException {
        PrometheusText text = scrape(meters);
        assertThat(text.types)
                .containsEntry("jvm_memory_used_bytes", "gauge")
                .containsEntry("jvm_memory_committed_bytes", "gauge")
                .containsEntry("jvm_memory_limit_bytes", "gauge")
                .containsEntry("jvm_buffer_memory_used_bytes", "gauge")
                .containsEntry("jvm_gc_collections_total", "counter")
                .containsEntry("jvm_gc_time_seconds_total", "counter")
                .containsEntry("jvm_thread_count", "gauge")
                .containsEntry("jvm_class_count", "gauge")
                .containsEntry("jvm_file_descriptor_count", "gauge")
                .containsEntry("jvm_cpu_time_seconds_total", "counter");
        assertThat(sum(text, "jvm_memory_used_bytes")).isGreaterThan(1_000_000);
        assertThat(sum(text, "jvm_thread_count")).isGreaterThan(2);
        assertThat(sum(text, "jvm_file_descriptor_count")).isGreaterThan(2);
        assertThat(sum(text, "jvm_cpu_time_seconds_total")).isGreaterThan(0.01);
    }

    @Test
    void writesCountersAndHistogramsOfAnyBundle() throws IOException {
        LongCounter counter =
                meters.getMeter("a.bundle")
                        .counterBuilder("demijohn.test.calls")
                        .setDescription("calls \\ of \"this\"\ntest")
                        .build();
        DoubleHistogram histogram =
                meters.getMeter("a.bundle")
                        .histogramBuilder("demijohn.test.duration")
                        .setUnit("s")
                        .setExplicitBucketBoundariesAdvice(List.of(0.1, 1.0))
                        .build();
        counter.add(2, Attributes.of(KEY, "quote \" slash \\ line \n end"));
        counter.add(3, Attributes.of(KEY, "plain"));
        histogram.record(0.05);
        histogram.record(5);

        PrometheusText text = scrape(meters);

        assertThat(sum(text, "demijohn_test_calls_total")).isEqualTo(5);
        assertThat(sum(text, "demijohn_test_duration_seconds_count")).isEqualTo(2);
        assertThat(text.types).containsEntry("demijohn_test_duration_seconds", "histogram");
    }

    @Property(tries = 100)
    void takesAnyLabelValue(@ForAll String value) throws IOException {
        PlatformMeters any = new PlatformMeters(10);
        any.getMeter("a.bundle").counterBuilder("any").build().add(1, Attributes.of(KEY, value));
        assertThat(sum(scrape(any), "any_total")).isEqualTo(1);
        any.deactivate();
    }

    @Test
    void twoBundlesMayUseOneName() throws IOException {
        meters.getMeter("one").counterBuilder("shared").build().add(1);
        meters.getMeter("two").counterBuilder("shared").build().add(2);
        assertThat(sum(scrape(meters), "shared_total")).isEqualTo(3);
    }

    @Test
    void boundsTheSeriesOfOneMeterAndLosesNoCount() throws IOException {
        LongCounter counter = meters.getMeter("a.bundle").counterBuilder("many").build();
        for (int i = 0; i < 5_000; i++) {
            counter.add(1, Attributes.of(KEY, "value " + i));
        }
        PrometheusText text = scrape(meters);
        assertThat(text.samples.keySet().stream().filter(s -> s.startsWith("many_total")))
                .hasSizeLessThanOrEqualTo(100)
                .anyMatch(s -> s.contains("otel_metric_overflow=\"true\""));
        assertThat(sum(text, "many_total")).isEqualTo(5_000);
    }

    @Test
    void forgetsAGaugeThatWasClosed() throws IOException {
        ObservableLongGauge gauge =
                meters.getMeter("a.bundle")
                        .gaugeBuilder("demijohn.test.level")
                        .ofLongs()
                        .buildWithCallback(out -> out.record(7));
        assertThat(sum(scrape(meters), "demijohn_test_level")).isEqualTo(7);
        gauge.close();
        assertThat(scrape(meters).types).doesNotContainKey("demijohn_test_level");
    }

    @Test
    void namesTheFieldAndTheFix() {
        assertThatThrownBy(() -> new PlatformMeters(9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "cardinality.limit is 9; set it to a number from 10 to 100000"
                                + " in etc/io.demijohn.telemetry.cfg");
    }

    private static PrometheusText scrape(PlatformMeters meters) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        meters.writeTo(out);
        return PrometheusText.parse(out.toString(StandardCharsets.UTF_8));
    }

    private static double sum(PrometheusText text, String name) {
        return text.samples.entrySet().stream()
                .filter(e -> e.getKey().equals(name) || e.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
