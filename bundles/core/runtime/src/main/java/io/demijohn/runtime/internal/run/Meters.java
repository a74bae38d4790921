package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunPriority;
import io.demijohn.agent.RunQueue;
import io.demijohn.runtime.internal.tool.ToolOutcome;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is measured. Labels are few and never hold a tenant's text. */
public final class Meters {

    private static final AttributeKey<String> STATUS = AttributeKey.stringKey("status");
    private static final AttributeKey<String> PRIORITY = AttributeKey.stringKey("priority");
    private static final Logger LOG = LoggerFactory.getLogger(Meters.class);
    private static final AttributeKey<String> STATE = AttributeKey.stringKey("state");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
    private static final AttributeKey<String> NODE = AttributeKey.stringKey("node");
    private static final AttributeKey<String> TOOL = AttributeKey.stringKey("tool");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("outcome");
    private static final double NANOS = 1e9;

    /** From a group commit to a slow model: the SDK's own boundaries are meant for milliseconds. */
    private static final List<Double> SECONDS =
            List.of(
                    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
                    10.0, 30.0, 60.0, 300.0);

    private final Meter meter;
    private final List<AutoCloseable> gauges = new CopyOnWriteArrayList<>();
    private final LongCounter started;
    private final LongCounter ended;
    private final LongUpDownCounter active;
    private final LongUpDownCounter subscribers;
    private final LongUpDownCounter questions;
    private final LongUpDownCounter parked;
    private final LongUpDownCounter owed;
    private final LongCounter notices;
    private final DoubleHistogram steps;
    private final DoubleHistogram tools;
    private final DoubleHistogram appends;
    private final DoubleHistogram waits;
    private final LongCounter refused;

    /**
     * The meters of one runtime.
     *
     * @param meter makes them
     */
    public Meters(Meter meter) {
        this.meter = meter;
        started = meter.counterBuilder("demijohn_runs_started").build();
        ended = meter.counterBuilder("demijohn_runs_ended").build();
        active = meter.upDownCounterBuilder("demijohn_runs_active").build();
        subscribers = meter.upDownCounterBuilder("demijohn_event_subscribers").build();
        questions = meter.upDownCounterBuilder("demijohn_threads_outcome_unknown").build();
        owed = meter.upDownCounterBuilder("demijohn_webhooks_owed").build();
        notices = meter.counterBuilder("demijohn_webhook_tries").build();
        parked = meter.upDownCounterBuilder("demijohn_runs_waiting_for_bundle").build();
        steps = seconds(meter, "demijohn_step_duration");
        tools = seconds(meter, "demijohn_tool_duration");
        appends = seconds(meter, "demijohn_journal_append_duration");
        waits = seconds(meter, "demijohn_run_wait_duration");
        refused = meter.counterBuilder("demijohn_runs_refused").build();
    }

    /**
     * Shows the queue: runs that wait for their turn by priority, others by what they wait for.
     *
     * @param queue looks at it
     */
    public void observe(Supplier<RunQueue.Snapshot> queue) {
        gauges.add(
                meter.gaugeBuilder("demijohn_queue_runs")
                        .ofLongs()
                        .buildWithCallback(gauge -> depth(gauge, queue.get())));
        gauges.add(
                meter.gaugeBuilder("demijohn_queue_oldest_wait")
                        .setUnit("s")
                        .buildWithCallback(
                                gauge -> gauge.record(queue.get().oldestWait().toNanos() / NANOS)));
    }

    private static void depth(ObservableLongMeasurement gauge, RunQueue.Snapshot queue) {
        queue.byPriority()
                .forEach(
                        (priority, runs) ->
                                gauge.record(
                                        runs, of(priority).toBuilder().put(STATE, "turn").build()));
        gauge.record(queue.delayed(), Attributes.of(STATE, "time"));
        gauge.record(queue.behindThread(), Attributes.of(STATE, "thread"));
        gauge.record(queue.active(), Attributes.of(STATE, "active"));
    }

    /** Shows the queue no more. */
    public void close() {
        gauges.forEach(Meters::close);
        gauges.clear();
    }

    private static void close(AutoCloseable gauge) {
        try {
            gauge.close();
        } catch (Exception e) {
            LOG.warn("a meter of the queue stays", e);
        }
    }

    private static DoubleHistogram seconds(Meter meter, String name) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setExplicitBucketBoundariesAdvice(SECONDS)
                .build();
    }

    void started() {
        started.add(1);
        active.add(1);
    }

    /** From when the run was accepted, or its time had come, to its start. */
    void waited(Duration time, RunPriority priority) {
        waits.record(Math.max(0, time.toNanos()) / NANOS, of(priority));
    }

    void refused(AgentException.Kind reason, RunPriority priority) {
        String name = reason.name().toLowerCase(Locale.ROOT);
        refused.add(1, of(priority).toBuilder().put(REASON, name).build());
    }

    private static Attributes of(RunPriority priority) {
        return Attributes.of(PRIORITY, priority.name().toLowerCase(Locale.ROOT));
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

    /** A thread has begun, or ceased, to wait for what a person says of a call. */
    void inQuestion(int change) {
        questions.add(change);
    }

    /** A run has begun, or ceased, to wait for a bundle. */
    void parked(int change) {
        parked.add(change);
    }

    /** A notice is owed, or is no more. */
    void owed(int change) {
        owed.add(change);
    }

    /** A try of a notice has ended: delivered, failed, or given_up. */
    void noticed(String outcome) {
        notices.add(1, Attributes.of(OUTCOME, outcome));
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
}
