package io.demijohn.gateway.internal.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object and its place in the body. A field that is absent and one that is null are the
 * same. Every getter throws {@link FieldProblem} when the type is wrong.
 */
public final class Fields {

    private final String path;
    private final Map<String, @Nullable Object> values;

    private Fields(String path, Map<String, @Nullable Object> values) {
        this.path = path;
        this.values = values;
    }

    /**
     * Reads a body that must be an object.
     *
     * @param body UTF-8 text
     * @return the object
     */
    public static Fields parse(byte[] body) {
        return of("", Json.read(body));
    }

    /**
     * Reads a body that may be missing.
     *
     * @param body UTF-8 text or nothing
     * @return the object, empty for no body
     */
    public static Fields parseOptional(byte[] body) {
        return body.length == 0 ? new Fields("", Map.of()) : parse(body);
    }

    /**
     * Looks at a value that must be an object.
     *
     * @param path where it is, for messages; empty for the body itself
     * @param value what is there
     * @return the object
     */
    @SuppressWarnings("unchecked") // our reader makes no other maps
    public static Fields of(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Fields(path, (Map<String, @Nullable Object>) map);
        }
        throw wrong(path.isEmpty() ? "The body" : path, "an object", value);
    }

    /**
     * All of it.
     *
     * @return as it came
     */
    public Map<String, @Nullable Object> all() {
        return values;
    }

    /**
     * The place of a field.
     *
     * @param name the field
     * @return its path from the body
     */
    public String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /**
     * Whether the field is there and not null.
     *
     * @param name the field
     * @return false for null
     */
    public boolean has(String name) {
        return values.get(name) != null;
    }

    /**
     * The field, whatever it is.
     *
     * @param name the field
     * @return null when absent
     */
    public @Nullable Object value(String name) {
        return values.get(name);
    }

    /**
     * A text that must be there.
     *
     * @param name the field
     * @return the text
     */
    public String string(String name) {
        return optionalString(name).orElseThrow(() -> new FieldProblem(path(name), "is missing"));
    }

    /**
     * A text.
     *
     * @param name the field
     * @return empty when absent
     */
    public Optional<String> optionalString(String name) {
        return optional(name, String.class, "a string");
    }

    /**
     * True or false.
     *
     * @param name the field
     * @return empty when absent
     */
    public Optional<Boolean> optionalBoolean(String name) {
        return optional(name, Boolean.class, "true or false");
    }

    /**
     * A number.
     *
     * @param name the field
     * @return empty when absent
     */
    public Optional<Double> optionalDouble(String name) {
        return optional(name, Number.class, "a number").map(Number::doubleValue);
    }

    /**
     * A whole number.
     *
     * @param name the field
     * @return empty when absent
     */
    public Optional<Long> optionalLong(String name) {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Integer || value instanceof Long) {
            return Optional.of(((Number) value).longValue());
        }
        throw wrong(path(name), "a whole number", value);
    }

    /**
     * A whole number of a range.
     *
     * @param name the field
     * @param min the smallest
     * @param max the largest
     * @return empty when absent
     */
    public Optional<Integer> optionalInt(String name, int min, int max) {
        Optional<Long> value = optionalLong(name);
        if (value.isPresent() && (value.get() < min || value.get() > max)) {
            throw new FieldProblem(
                    path(name), "must be from " + min + " to " + max + ", is " + value.get());
        }
        return value.map(Long::intValue);
    }

    /**
     * An object.
     *
     * @param name the field
     * @return empty when absent
     */
    public Optional<Fields> optionalObject(String name) {
        return Optional.ofNullable(values.get(name)).map(value -> of(path(name), value));
    }

    /**
     * An object as it came.
     *
     * @param name the field
     * @return an empty map when absent
     */
    @SuppressWarnings("NullAway") // JSON objects may hold nulls; the api's maps say so in words
    public Map<String, Object> map(String name) {
        return optionalObject(name).map(Fields::all).orElse(Map.of());
    }

    /**
     * A list.
     *
     * @param name the field
     * @return empty when absent
     */
    @SuppressWarnings("unchecked") // our reader makes no other lists
    public Optional<List<@Nullable Object>> optionalList(String name) {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof List<?> list) {
            return Optional.of((List<@Nullable Object>) list);
        }
        throw wrong(path(name), "a list", value);
    }

    /**
     * A list of texts, or one text alone.
     *
     * @param name the field
     * @return an empty list when absent
     */
    public List<String> strings(String name) {
        return values.get(name) instanceof String text ? List.of(text) : texts(name);
    }

    /**
     * A list of texts.
     *
     * @param name the field
     * @return an empty list when absent
     */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object item : optionalList(name).orElse(List.of())) {
            if (!(item instanceof String text)) {
                throw wrong(path(name) + "[" + texts.size() + "]", "a string", item);
            }
            texts.add(text);
        }
        return texts;
    }

    /**
     * Refuses what is not known.
     *
     * @param known the fields that there are
     */
    public void onlyKnown(Set<String> known) {
        TreeSet<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new FieldProblem(
                    path(unknown.first()),
                    "is not a field; the fields are " + String.join(", ", new TreeSet<>(known)));
        }
    }

    private <T> Optional<T> optional(String name, Class<T> type, String wanted) {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (type.isInstance(value)) {
            return Optional.of(type.cast(value));
        }
        throw wrong(path(name), wanted, value);
    }

    private static FieldProblem wrong(String path, String wanted, @Nullable Object value) {
        return new FieldProblem(path, "must be " + wanted + ", is " + kind(value));
    }

    private static String kind(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "a list";
        }
        if (value instanceof String) {
            return "a string";
        }
        return value instanceof Boolean ? "true or false" : "a number";
    }
}
