package io.demijohn.gateway.internal.operations;

import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether work can be accepted. The messages of checks are for operators and may name places; this
 * address is open, so it tells names and states only.
 */
final class Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private final Platform platform;

    Readiness(Platform platform) {
        this.platform = platform;
    }

    Reply reply() {
        List<Map<String, Object>> checks = new ArrayList<>();
        boolean ready = true;
        for (String part : platform.missing()) {
            checks.add(line(part, Health.Status.DOWN, true));
            ready = false;
        }
        List<HealthCheck> all = new ArrayList<>(platform.checks());
        all.sort(Comparator.comparing(HealthCheck::name));
        for (HealthCheck check : all) {
            Health.Status status = status(check);
            checks.add(line(check.name(), status, check.required()));
            ready &= !(check.required() && status == Health.Status.DOWN);
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("status", ready ? "UP" : "DOWN");
        out.put("checks", checks);
        return new Reply.Whole(ready ? 200 : 503, Reply.JSON, Map.of(), Json.write(out));
    }

    private static Health.Status status(HealthCheck check) {
        try {
            return check.check().status();
        } catch (RuntimeException e) {
            LOG.warn("The health check {} broke and counts as DOWN", check.name(), e);
            return Health.Status.DOWN;
        }
    }

    private static Map<String, Object> line(String name, Health.Status status, boolean required) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", name);
        out.put("status", status.name());
        out.put("required", required);
        return out;
    }
}
