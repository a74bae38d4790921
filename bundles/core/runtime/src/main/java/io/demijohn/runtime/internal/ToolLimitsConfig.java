package io.demijohn.runtime.internal;

import io.demijohn.runtime.internal.tool.ToolLimits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what the operator allows single tools: {@code NAME:seconds=10:concurrent=2}. */
final class ToolLimitsConfig {

    private static final String FIELD = "tool.limits";

    private ToolLimitsConfig() {}

    static ToolLimits usual(RuntimeConfig config) {
        return new ToolLimits(
                Optional.empty(),
                CheckedConfig.within(
                        "tool.max.concurrent", config.tool_max_concurrent(), 1, 10_000),
                CheckedConfig.within("tool.max.waiting", config.tool_max_waiting(), 0, 100_000));
    }

    static Map<String, ToolLimits> named(RuntimeConfig config) {
        Map<String, ToolLimits> all = new LinkedHashMap<>();
        for (String line : CheckedConfig.list(config.tool_limits())) {
            String[] parts = line.split(":");
            ToolLimits limits = usual(config);
            for (int i = 1; i < parts.length; i++) {
                limits = with(limits, line, parts[i]);
            }
            all.put(parts[0].strip(), limits);
        }
        return all;
    }

    private static ToolLimits with(ToolLimits limits, String line, String part) {
        int sign = part.indexOf('=');
        String key = sign < 0 ? part.strip() : part.substring(0, sign).strip();
        int value = number(line, sign < 0 ? "" : part.substring(sign + 1).strip());
        String field = FIELD + " (" + line + ") " + key;
        return switch (key) {
            case "seconds" ->
                    new ToolLimits(
                            Optional.of(
                                    Duration.ofSeconds(
                                            CheckedConfig.within(field, value, 1, 86_400))),
                            limits.concurrent(),
                            limits.waiting());
            case "concurrent" ->
                    new ToolLimits(
                            limits.time(),
                            CheckedConfig.within(field, value, 1, 10_000),
                            limits.waiting());
            case "waiting" ->
                    new ToolLimits(
                            limits.time(),
                            limits.concurrent(),
                            CheckedConfig.within(field, value, 0, 100_000));
            default -> throw wrong(line);
        };
    }

    private static int number(String line, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw wrong(line);
        }
    }

    private static IllegalArgumentException wrong(String line) {
        return new IllegalArgumentException(
                "etc/io.demijohn.runtime.cfg: "
                        + FIELD
                        + " must be NAME[:seconds=N][:concurrent=N][:waiting=N], separated by"
                        + " commas; is "
                        + line);
    }
}
