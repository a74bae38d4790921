package io.demijohn.runtime.internal.json;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stored JSON object, read by name. What is not there is empty, zero or false, and what is not
 * known is passed over, so that old records and new ones can be read by one program.
 *
 * @param map the members
 */
public record Doc(Map<String, Object> map) {

    /**
     * Reads stored bytes.
     *
     * @param bytes JSON
     * @return the object
     */
    public static Doc of(byte[] bytes) {
        return new Doc(JsonText.object(bytes));
    }

    /**
     * Starts an object to be written.
     *
     * @return an empty one that keeps the order
     */
    public static Doc empty() {
        return new Doc(new LinkedHashMap<>());
    }

    /**
     * Adds a member, unless the value is null, false, zero or empty.
     *
     * @param key its name
     * @param value a JSON value, or an optional of one
     * @return this
     */
    public Doc put(String key, @Nullable Object value) {
        Object plain = value instanceof Optional<?> some ? some.orElse(null) : value;
        if (isEmpty(plain)) {
            return this;
        }
        map.put(key, plain instanceof Doc doc ? doc.map() : plain);
        return this;
    }

    private static boolean isEmpty(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue() == 0;
        }
        if (value instanceof Map<?, ?> object) {
            return object.isEmpty();
        }
        return value instanceof List<?> list
                ? list.isEmpty()
                : value == null || Boolean.FALSE.equals(value);
    }

    /**
     * Adds a list of objects.
     *
     * @param key its name
     * @param items what is listed
     * @param write an item as an object
     * @param <T> what is listed
     * @return this
     */
    public <T> Doc putAll(String key, List<T> items, Function<T, Doc> write) {
        return put(key, items.stream().map(item -> write.apply(item).map()).toList());
    }

    /**
     * Whether there is such a member.
     *
     * @param key its name
     * @return true also when it is null
     */
    public boolean has(String key) {
        return map.containsKey(key);
    }

    /**
     * A text.
     *
     * @param key its name
     * @return blank when it is not there
     */
    public String text(String key) {
        return map.get(key) instanceof String text ? text : "";
    }

    /**
     * A text that may be missing.
     *
     * @param key its name
     * @return empty when it is not there
     */
    public Optional<String> optional(String key) {
        return map.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /**
     * A whole number.
     *
     * @param key its name
     * @return 0 when it is not there
     */
    public long number(String key) {
        return map.get(key) instanceof Number number ? number.longValue() : 0;
    }

    /**
     * A yes or no.
     *
     * @param key its name
     * @return false when it is not there
     */
    public boolean flag(String key) {
        return Boolean.TRUE.equals(map.get(key));
    }

    /**
     * A time.
     *
     * @param key its name, in milliseconds
     * @return the instant
     */
    public Instant time(String key) {
        return Instant.ofEpochMilli(number(key));
    }

    /**
     * An object.
     *
     * @param key its name
     * @return without members when it is not there
     */
    @SuppressWarnings("unchecked") // JSON objects have string keys
    public Map<String, Object> object(String key) {
        return map.get(key) instanceof Map<?, ?> object ? (Map<String, Object>) object : Map.of();
    }

    /**
     * An object to be read.
     *
     * @param key its name
     * @return without members when it is not there
     */
    public Doc doc(String key) {
        return new Doc(object(key));
    }

    /**
     * An object that may be missing.
     *
     * @param key its name
     * @param read makes what it stands for
     * @param <T> what that is
     * @return empty when it is not there
     */
    public <T> Optional<T> optional(String key, Function<Doc, T> read) {
        return map.get(key) instanceof Map<?, ?>
                ? Optional.of(read.apply(doc(key)))
                : Optional.empty();
    }

    /**
     * A list.
     *
     * @param key its name
     * @return empty when it is not there
     */
    @SuppressWarnings("unchecked") // any list is one of objects
    public List<Object> list(String key) {
        return map.get(key) instanceof List<?> list ? (List<Object>) list : List.of();
    }

    /**
     * A list of texts.
     *
     * @param key its name
     * @return empty when it is not there
     */
    public List<String> texts(String key) {
        return list(key).stream().map(String::valueOf).toList();
    }

    /**
     * A list of objects.
     *
     * @param key its name
     * @param read makes what one stands for
     * @param <T> what that is
     * @return empty when it is not there
     */
    @SuppressWarnings("unchecked") // written by putAll
    public <T> List<T> list(String key, Function<Doc, T> read) {
        return list(key).stream()
                .map(item -> read.apply(new Doc((Map<String, Object>) item)))
                .toList();
    }
}
