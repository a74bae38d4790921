package io.demijohn.storage.filesystem.internal;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongGauge;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** What the log counts: a few updates per commit, none per record. */
final class LogMeters implements AutoCloseable {

    private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");

    private final Meter meter;
    private final LongCounter records;
    private final LongCounter bytes;
    private final LongCounter refused;
    private final LongCounter compactions;
    private final LongCounter rewritten;
    private final LongCounter reclaimed;
    private final DoubleHistogram compaction;
    private final LongHistogram groups;
    private final DoubleHistogram fsync;
    private final List<ObservableLongGauge> gauges = new ArrayList<>();

    LogMeters(OpenTelemetry telemetry) {
        meter = telemetry.getMeter("io.demijohn.storage.filesystem");
        records =
                meter.counterBuilder("demijohn.log.appended.records")
                        .setDescription("Records that were made durable")
                        .build();
        bytes =
                meter.counterBuilder("demijohn.log.appended.bytes")
                        .setUnit("By")
                        .setDescription("Bytes of the frames that were made durable")
                        .build();
        refused =
                meter.counterBuilder("demijohn.log.refused")
                        .setDescription("Appends that were refused or failed, by kind")
                        .build();
        compactions =
                meter.counterBuilder("demijohn.log.compactions")
                        .setDescription("Runs of files that were replaced by one")
                        .build();
        rewritten =
                meter.counterBuilder("demijohn.log.compaction.rewritten")
                        .setUnit("By")
                        .setDescription("Bytes that compaction copied")
                        .build();
        reclaimed =
                meter.counterBuilder("demijohn.log.compaction.reclaimed")
                        .setUnit("By")
                        .setDescription("Bytes that compaction gave back")
                        .build();
        compaction =
                meter.histogramBuilder("demijohn.log.compaction.duration")
                        .setUnit("s")
                        .setDescription("Time of one compaction")
                        .setExplicitBucketBoundariesAdvice(List.of(.1, .5, 1., 5., 10., 60.))
                        .build();
        groups =
                meter.histogramBuilder("demijohn.log.commit.groups")
                        .ofLongs()
                        .setDescription("Groups that shared one fsync")
                        .setExplicitBucketBoundariesAdvice(
                                List.of(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 1024L))
                        .build();
        fsync =
                meter.histogramBuilder("demijohn.log.fsync.duration")
                        .setUnit("s")
                        .setDescription("Time of one fsync")
                        .setExplicitBucketBoundariesAdvice(
                                List.of(.0002, .0005, .001, .002, .005, .01, .02, .05, .1, .5, 2.))
                        .build();
    }

    void gauge(String name, String description, LongSupplier value) {
        gauges.add(
                meter.gaugeBuilder(name)
                        .ofLongs()
                        .setDescription(description)
                        .buildWithCallback(m -> m.record(value.getAsLong())));
    }

    void committed(List<Group> batch, long fsyncNanos) {
        long recordSum = 0;
        long byteSum = 0;
        for (Group group : batch) {
            recordSum += group.records();
            byteSum += group.size();
        }
        records.add(recordSum);
        bytes.add(byteSum);
        groups.record(batch.size());
        fsync.record(fsyncNanos / 1e9);
    }

    void compacted(List<Segment> run, long rewrittenBytes, long nanos) {
        compactions.add(1);
        rewritten.add(rewrittenBytes);
        reclaimed.add(run.stream().mapToLong(Segment::size).sum() - rewrittenBytes);
        compaction.record(nanos / 1e9);
    }

    void refused(Enum<?> kind) {
        refused.add(1, Attributes.of(REASON, kind.name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public void close() {
        gauges.forEach(ObservableLongGauge::close);
    }
}
