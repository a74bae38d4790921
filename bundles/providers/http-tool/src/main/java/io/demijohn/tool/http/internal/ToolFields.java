package io.demijohn.tool.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.outbound.internal.config.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Reads configuration fields and names the one that is wrong. */
final class ToolFields {

    private static final long MAX_SCHEMA = 1 << 20;

    private ToolFields() {}

    static <T extends Enum<T>> T constant(String field, Class<T> type, String value) {
        try {
            return Enum.valueOf(type, value.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    field + " must be one of " + Arrays.toString(type.getEnumConstants()), e);
        }
    }

    /** JSON text, or the path of a file with it. */
    static String schema(String value, Set<String> placeholders) {
        String text = value.strip().startsWith("{") ? value : file(value.strip());
        JsonNode schema = Json.read(text);
        if (!schema.path("type").asText().equals("object")) {
            throw new IllegalArgumentException(
                    "parameters must be a JSON Schema with \"type\": \"object\", or the path of a"
                            + " file with one");
        }
        for (String name : placeholders) {
            if (!schema.path("properties").has(name)) {
                throw new IllegalArgumentException(
                        "url has the placeholder {"
                                + name
                                + "}, which parameters does not declare");
            }
        }
        return text;
    }

    private static String file(String name) {
        try {
            Path path = Path.of(name);
            if (Files.size(path) > MAX_SCHEMA) {
                throw new IllegalArgumentException("parameters: " + name + " is over 1 MiB");
            }
            return Files.readString(path);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "parameters: " + name + " cannot be read; give JSON text or a UTF-8 file", e);
        }
    }
}
