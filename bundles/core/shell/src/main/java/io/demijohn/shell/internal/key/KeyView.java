package io.demijohn.shell.internal.key;

import io.demijohn.tenant.ApiKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** A key as it is printed. */
final class KeyView {

    private KeyView() {}

    static Map<String, Object> of(ApiKey key) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", key.id());
        view.put("tenant", key.tenant());
        view.put("team", key.team().orElse(""));
        view.put("name", key.name());
        view.put("role", key.role().name().toLowerCase(Locale.ROOT));
        view.put("endpoints", new TreeSet<>(key.endpoints()).stream().toList());
        view.put("models", new TreeSet<>(key.models()).stream().toList());
        view.put("requests", key.limits().requests().orElse(null));
        view.put("tokens", key.limits().tokens().orElse(null));
        view.put("concurrent", key.limits().concurrent().orElse(null));
        view.put("created", key.created().map(Instant::toString).orElse(null));
        view.put("expires", key.expires().map(Instant::toString).orElse(null));
        view.put("overlap", key.overlap().map(Instant::toString).orElse(null));
        return view;
    }
}
