package io.demijohn.runtime.internal;

import static io.demijohn.runtime.internal.CheckedConfig.within;

import io.demijohn.runtime.internal.queue.QueueBounds;
import io.demijohn.runtime.internal.queue.TenantBounds;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the settings of slots and of the queue; a refusal names the field and the fix. */
final class QueueConfig {

    private static final int MOST = 1_000_000;
    private static final Pattern LIMITS = Pattern.compile("(\\S+)((?:\\s+\\w+=\\d{1,7})+)");

    private QueueConfig() {}

    static QueueBounds bounds(RuntimeConfig config) {
        int active = within("active.runs", config.active_runs(), 1, MOST);
        int queued = within("queue.runs", config.queue_runs(), 0, MOST);
        TenantBounds tenant =
                new TenantBounds(
                        1,
                        share(
                                within("tenant.active.runs", config.tenant_active_runs(), 0, MOST),
                                active - active / 10),
                        share(
                                within("tenant.queued.runs", config.tenant_queued_runs(), 0, MOST),
                                queued - queued / 2));
        return new QueueBounds(
                active,
                queued,
                tenant,
                tenants(config, tenant),
                seconds("priority.ageing.seconds", config.priority_ageing_seconds(), 3_600),
                Duration.ofMillis(within("log.slow.millis", config.log_slow_millis(), 100, 60_000)),
                Runtime.getRuntime().maxMemory()
                        / 100
                        * within("runs.heap.percent", config.runs_heap_percent(), 1, 90),
                within("tenant.intake.per.second", config.tenant_intake_per_second(), 1, MOST),
                seconds("admission.timeout.seconds", config.admission_timeout_seconds(), 600));
    }

    private static Duration seconds(String field, int value, int most) {
        return Duration.ofSeconds(within(field, value, 1, most));
    }

    private static int share(int configured, int otherwise) {
        return configured > 0 ? configured : otherwise;
    }

    private static Map<String, TenantBounds> tenants(RuntimeConfig config, TenantBounds others) {
        Map<String, TenantBounds> all = new LinkedHashMap<>();
        for (String entry : CheckedConfig.list(config.tenant_limits())) {
            Matcher parts = LIMITS.matcher(entry);
            if (!parts.matches()) {
                throw wrong(entry);
            }
            all.put(parts.group(1), tenant(entry, parts.group(2).strip(), others));
        }
        return all;
    }

    private static TenantBounds tenant(String entry, String limits, TenantBounds others) {
        int weight = others.weight();
        int active = others.active();
        int queued = others.queued();
        for (String limit : limits.split("\\s+")) {
            int value = Integer.parseInt(limit.substring(limit.indexOf('=') + 1));
            switch (limit.substring(0, limit.indexOf('='))) {
                case "weight" -> weight = within("tenant.limits: weight", value, 1, 100);
                case "active" -> active = within("tenant.limits: active", value, 1, MOST);
                case "queued" -> queued = within("tenant.limits: queued", value, 0, MOST);
                default -> throw wrong(entry);
            }
        }
        return new TenantBounds(weight, active, queued);
    }

    private static IllegalArgumentException wrong(String entry) {
        return new IllegalArgumentException(
                CheckedConfig.FILE
                        + "tenant.limits must be entries such as acme weight=4 active=2000"
                        + " queued=10000, with commas between them; is "
                        + entry);
    }
}
