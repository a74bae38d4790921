package io.demijohn.runtime.internal;

import io.demijohn.agent.AgentLimits;
import io.demijohn.agent.AgentService;
import io.demijohn.agent.AgentSpec;
import io.demijohn.model.Sampling;
import io.demijohn.runtime.internal.run.Bounds;
import io.demijohn.runtime.internal.run.NoticeBounds;
import io.demijohn.runtime.internal.tool.ToolBounds;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Checks the settings; a refusal names the field and the fix. */
final class CheckedConfig {

    static final String FILE = "etc/io.demijohn.runtime.cfg: ";

    private static final int FOREVER = 36_500;
    private static final Duration DAY = Duration.ofDays(1);

    private CheckedConfig() {}

    static Bounds bounds(RuntimeConfig config) {
        return new Bounds(
                QueueConfig.bounds(config),
                within("model.attempts", config.model_attempts(), 1, 10),
                within("input.max.bytes", config.input_max_bytes(), 1_024, 64 << 20),
                within("metadata.max.bytes", config.metadata_max_bytes(), 256, 16 << 10),
                within("model.answer.max.bytes", config.model_answer_max_bytes(), 1_024, 64 << 20),
                within("events.in.memory", config.events_in_memory(), 64, 1_000_000),
                within("idle.threads.in.memory", config.idle_threads_in_memory(), 0, 1_000_000),
                grace(config),
                Duration.ofSeconds(
                        within(
                                "temporary.retention.seconds",
                                config.temporary_retention_seconds(),
                                0,
                                86_400)),
                history(config),
                within("model.answer.max.calls", config.model_answer_max_calls(), 1, 1_024),
                Duration.ofHours(within("parked.max.hours", config.parked_max_hours(), 1, 8_760)),
                notices(config));
    }

    private static NoticeBounds notices(RuntimeConfig config) {
        return new NoticeBounds(
                within("webhook.attempts", config.webhook_attempts(), 1, 1_000),
                Duration.ofHours(
                        within("webhook.max.age.hours", config.webhook_max_age_hours(), 1, 8_760)),
                within("webhook.per.host", config.webhook_per_host(), 1, 1_000));
    }

    private static Duration history(RuntimeConfig config) {
        double days = config.history_days();
        if (!(days >= 0 && days <= FOREVER)) { // also what is no number
            throw new IllegalArgumentException(
                    FILE + "history.days must be from 0 to " + FOREVER + ", is " + days);
        }
        return Duration.ofMillis((long) (DAY.toMillis() * (days == 0 ? FOREVER : days)));
    }

    private static Duration grace(RuntimeConfig config) {
        return Duration.ofSeconds(
                within("replacement.grace.seconds", config.replacement_grace_seconds(), 0, 600));
    }

    static ToolBounds tools(RuntimeConfig config) {
        return new ToolBounds(
                within("tool.max.result.bytes", config.tool_max_result_bytes(), 1_024, 16 << 20),
                ToolLimitsConfig.usual(config),
                ToolLimitsConfig.named(config),
                grace(config));
    }

    static Duration migration(RuntimeConfig config) {
        return Duration.ofSeconds(
                within("migrator.timeout.seconds", config.migrator_timeout_seconds(), 1, 3_600));
    }

    static int workers(RuntimeConfig config) {
        int wanted = within("worker.threads", config.worker_threads(), 0, 1_000);
        return wanted > 0 ? wanted : 2 * Runtime.getRuntime().availableProcessors();
    }

    static int toolThreads(RuntimeConfig config) {
        return within("tool.threads", config.tool_threads(), 1, 10_000);
    }

    static AgentSpec builtIn(RuntimeConfig config) {
        List<String> models = list(config.default_model());
        if (models.isEmpty()) {
            throw new IllegalArgumentException(
                    FILE + "default.model must name at least one model, for example simulated");
        }
        return new AgentSpec(
                AgentService.BUILT_IN,
                "The built-in agent: a helpful assistant with the built-in tools",
                models,
                "You are a helpful assistant. Use the tools when they help.",
                list(config.default_tools()),
                Sampling.DEFAULT,
                AgentLimits.DEFAULT,
                AgentSpec.OVERRIDES,
                Map.of());
    }

    /** A .cfg file gives a list as one text with commas. */
    static List<String> list(String[] values) {
        return Arrays.stream(values)
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    static int within(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    FILE + field + " must be from " + least + " to " + most + ", is " + value);
        }
        return value;
    }
}
