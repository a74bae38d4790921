package io.demijohn.gateway.internal.http;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters behind the question mark. */
public final class Query {

    private static final int MAX_PARAMETERS = 256;

    private final Map<String, List<String>> values;

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Decodes a raw query.
     *
     * @param raw without the question mark; empty for none
     * @return the parameters
     */
    public static Query parse(String raw) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        int count = 0;
        for (String pair : raw.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            if (++count > MAX_PARAMETERS) {
                throw Problem.of(400, "The query has more than " + MAX_PARAMETERS + " parameters");
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        }
        return new Query(values);
    }

    private static String decoded(String text) {
        return Percent.decode(text.replace('+', ' '));
    }

    /**
     * A parameter.
     *
     * @param name which
     * @return its last value
     */
    public Optional<String> text(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /**
     * A yes or no.
     *
     * @param name which
     * @return true for {@code 1} and {@code true}; false for {@code 0}, {@code false} and none
     */
    public boolean flag(String name) {
        String value = text(name).orElse("0");
        return switch (value) {
            case "1", "true", "True" -> true;
            case "0", "false", "False", "" -> false;
            default -> throw new FieldProblem(name, "must be 0 or 1");
        };
    }

    /**
     * A whole number.
     *
     * @param name which
     * @param absent what it is when absent
     * @return the number
     */
    public int number(String name, int absent) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return absent;
        }
        try {
            return Integer.parseInt(value.get());
        } catch (NumberFormatException e) {
            throw new FieldProblem(name, "must be a whole number");
        }
    }

    /**
     * A list: the parameter repeated, or one JSON array, or one bare word.
     *
     * @param name which
     * @return an empty list when absent
     */
    public List<String> list(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        if (all.size() != 1 || !all.get(0).startsWith("[")) {
            return all;
        }
        Object array = Json.read(all.get(0).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        List<String> texts = new ArrayList<>();
        for (Object item : (List<?>) java.util.Objects.requireNonNull(array)) {
            if (!(item instanceof String text)) {
                throw new FieldProblem(name, "must be a list of strings");
            }
            texts.add(text);
        }
        return texts;
    }
}
