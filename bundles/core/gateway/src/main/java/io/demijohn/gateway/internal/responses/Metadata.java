package io.demijohn.gateway.internal.responses;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The caller's own labels: 16 at most, 64 characters and 512. */
final class Metadata {

    private static final int MOST = 16;
    private static final int NAME = 64;
    private static final int VALUE = 512;

    private Metadata() {}

    static Map<String, Object> read(Fields body) {
        Map<String, @Nullable Object> all =
                body.optionalObject("metadata").map(Fields::all).orElse(Map.of());
        if (all.size() > MOST) {
            throw new FieldProblem("metadata", "must have at most " + MOST + " entries");
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        all.forEach(
                (name, value) -> {
                    if (!(value instanceof String text)
                            || name.length() > NAME
                            || text.length() > VALUE) {
                        throw new FieldProblem(
                                "metadata",
                                "must have names of up to 64 characters, and texts of up to 512");
                    }
                    metadata.put(name, text);
                });
        return metadata;
    }
}
