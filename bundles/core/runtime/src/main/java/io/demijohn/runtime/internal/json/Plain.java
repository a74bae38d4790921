package io.demijohn.runtime.internal.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON values as they will be read again, so that what is live equals what is read later. */
public final class Plain {

    private Plain() {}

    /**
     * An object with numbers of the kinds that a reader makes; members without a value are left
     * out.
     *
     * @param object JSON values
     * @return a copy
     */
    public static Map<String, Object> object(Map<String, Object> object) {
        Map<String, Object> copy = new LinkedHashMap<>();
        object.forEach(
                (key, value) -> {
                    Object plain = value(value);
                    if (plain != null) {
                        copy.put(key, plain);
                    }
                });
        return copy;
    }

    private static @Nullable Object value(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> object = new LinkedHashMap<>();
            map.forEach((key, inner) -> object.put(String.valueOf(key), inner));
            return object(object);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Plain::value).toList();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        return value instanceof Long || value instanceof Short || value instanceof Byte
                ? whole((Number) value)
                : value;
    }

    private static Number whole(Number number) {
        long value = number.longValue();
        if (value == (int) value) {
            return (int) value;
        }
        return value;
    }
}
