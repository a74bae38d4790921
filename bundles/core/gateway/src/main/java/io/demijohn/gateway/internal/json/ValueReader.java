package io.demijohn.gateway.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads plain values. Recursion is bounded by the parser's depth limit. Stricter than JSON where
 * laxness bites later: a number must be finite, text must be Unicode, nothing may follow.
 */
final class ValueReader {

    private final JsonParser parser;

    ValueReader(JsonParser parser) {
        this.parser = parser;
    }

    @Nullable Object document() throws IOException {
        if (parser.nextToken() == null) {
            throw new JsonProblem("The body is empty: send a JSON object");
        }
        Object value = value();
        if (parser.nextToken() != null) {
            throw new JsonProblem("The body goes on after its end: send one JSON value");
        }
        return value;
    }

    private @Nullable Object value() throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> unicode(parser.getText());
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new JsonProblem("The body is not valid JSON: unexpected " + token);
        };
    }

    private Map<String, @Nullable Object> object() throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = unicode(parser.currentName());
            parser.nextToken();
            object.put(name, value());
        }
        return object;
    }

    private List<@Nullable Object> array() throws IOException {
        List<@Nullable Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value());
        }
        return array;
    }

    private double finite(double number) {
        if (Double.isFinite(number)) {
            return number;
        }
        throw new JsonProblem(where() + " is a number that is too large for a double");
    }

    // A lone surrogate cannot be written as UTF-8 again.
    private String unicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (!Character.isHighSurrogate(c)
                    || i + 1 == text.length()
                    || !Character.isLowSurrogate(text.charAt(++i))) {
                throw new JsonProblem(
                        where() + " has half of a surrogate pair: send whole characters");
            }
        }
        return text;
    }

    private String where() {
        String pointer = parser.getParsingContext().pathAsPointer().toString();
        return pointer.isEmpty() ? "The body" : shortened(pointer.substring(1).replace('/', '.'));
    }

    private static String shortened(String path) {
        return path.length() <= 100 ? path : path.substring(0, 100) + "…";
    }
}
