package io.demijohn.runtime.internal.run;

import io.demijohn.agent.Run;
import io.demijohn.runtime.internal.tool.ToolOutcome;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is measured. Labels are few and never hold a tenant's text. */
public final class Meters {

    private static final AttributeKey<String> STATUS = AttributeKey.stringKey("status");
    private static final AttributeKey<String> NODE = AttributeKey.stringKey("node");
    private static final AttributeKey<String> TOOL = AttributeKey.stringKey("tool");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("outcome");
    private static final double NANOS = 1e9;

    private final LongCounter started;
    private final LongCounter ended;
    private final LongUpDownCounter active;
    private final LongUpDownCounter subscribers;
    private final DoubleHistogram steps;
    private final DoubleHistogram tools;
    private final DoubleHistogram appends;
    private final Set<String> served = ConcurrentHashMap.newKeySet();

    /**
     * The meters of one runtime.
     *
     * @param meter makes them
     */
    public Meters(Meter meter) {
        started = meter.counterBuilder("demijohn_runs_started").build();
        ended = meter.counterBuilder("demijohn_runs_ended").build();
        active = meter.upDownCounterBuilder("demijohn_runs_active").build();
        subscribers = meter.upDownCounterBuilder("demijohn_event_subscribers").build();
        steps = meter.histogramBuilder("demijohn_step_duration").setUnit("s").build();
        tools = meter.histogramBuilder("demijohn_tool_duration").setUnit("s").build();
        appends = meter.histogramBuilder("demijohn_journal_append_duration").setUnit("s").build();
    }

    void started() {
        started.add(1);
        active.add(1);
    }

    /** A run is not worked on any more, ended or not. */
    void left() {
        active.add(-1);
    }

    void ended(Run run) {
        ended.add(1, Attributes.of(STATUS, run.status().name().toLowerCase(Locale.ROOT)));
    }

    /**
     * A call of a tool has ended.
     *
     * @param tool its name
     * @param outcome how
     */
    public void tool(String tool, ToolOutcome outcome) {
        tools.record(
                outcome.nanos() / NANOS, Attributes.of(TOOL, tool, OUTCOME, outcome.outcome()));
    }

    void step(String node, long nanos) {
        steps.record(nanos / NANOS, Attributes.of(NODE, node));
    }

    void appended(long nanos) {
        appends.record(nanos / NANOS);
    }

    void subscribed(int change) {
        subscribers.add(change);
    }

    /** Models that have been there since the start. */
    boolean served(List<String> models) {
        return models.stream().anyMatch(served::contains);
    }

    void serves(List<String> models) {
        served.addAll(models);
    }
}
