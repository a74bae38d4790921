package io.demijohn.agent;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies of JSON objects: order and null values are kept, which Map.copyOf does not do. */
final class Json {

    private Json() {}

    static Map<String, Object> copy(Map<String, Object> object) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(object));
    }
}
