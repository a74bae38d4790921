package io.demijohn.gateway.internal.tenants;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.CallLimits;
import io.demijohn.tenant.KeyRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A key as JSON. */
final class KeyBody {

    private static final Set<String> FIELDS =
            Set.of("id", "team", "name", "role", "endpoints", "models", "limits", "expires");
    private static final Set<String> LIMITS = Set.of("requests", "tokens", "concurrent");

    private KeyBody() {}

    static KeyRequest read(Fields body, String tenant) {
        body.onlyKnown(FIELDS);
        return new KeyRequest(
                body.optionalString("id"),
                tenant,
                body.optionalString("team"),
                body.optionalString("name").orElse(""),
                role(body),
                new HashSet<>(body.texts("endpoints")),
                new HashSet<>(body.texts("models")),
                body.optionalObject("limits").map(KeyBody::limits).orElse(CallLimits.NONE),
                body.optionalString("expires").map(KeyBody::instant));
    }

    private static ApiKey.Role role(Fields body) {
        return switch (body.optionalString("role").orElse("user")) {
            case "user" -> ApiKey.Role.USER;
            case "admin" -> ApiKey.Role.ADMIN;
            default -> throw new FieldProblem("role", "must be user or admin");
        };
    }

    private static CallLimits limits(Fields limits) {
        limits.onlyKnown(LIMITS);
        return new CallLimits(
                limits.optionalLong("requests"),
                limits.optionalLong("tokens"),
                limits.optionalLong("concurrent"));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new FieldProblem("expires", "must be an instant such as 2026-12-31T00:00:00Z");
        }
    }

    static Map<String, @Nullable Object> write(ApiKey key) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("id", key.id());
        out.put("tenant", key.tenant());
        out.put("team", key.team().orElse(null));
        out.put("name", key.name());
        out.put("role", key.role().name().toLowerCase(Locale.ROOT));
        out.put("endpoints", new TreeSet<>(key.endpoints()).stream().toList());
        out.put("models", new TreeSet<>(key.models()).stream().toList());
        Map<String, @Nullable Object> limits = new LinkedHashMap<>();
        limits.put("requests", key.limits().requests().orElse(null));
        limits.put("tokens", key.limits().tokens().orElse(null));
        limits.put("concurrent", key.limits().concurrent().orElse(null));
        out.put("limits", limits);
        out.put("created", text(key.created()));
        out.put("expires", text(key.expires()));
        out.put("overlap", text(key.overlap()));
        return out;
    }

    private static @Nullable String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }
}
