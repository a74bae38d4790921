package io.demijohn.gateway.internal.agents;

import io.demijohn.gateway.internal.json.Fields;
import java.util.Map;
import java.util.Optional;

/** Reads {@code config}: it is kept as it came, but what it is known to hold has its type. */
final class ConfigIn {

    private ConfigIn() {}

    static Map<String, Object> read(Fields body) {
        Optional<Fields> config = body.optionalObject("config");
        config.ifPresent(
                fields -> {
                    fields.texts("tags");
                    fields.optionalLong("recursion_limit");
                    fields.optionalObject("configurable");
                    fields.optionalObject("metadata");
                });
        return body.map("config");
    }
}
