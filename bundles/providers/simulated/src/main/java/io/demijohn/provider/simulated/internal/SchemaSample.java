package io.demijohn.provider.simulated.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes up a small value that fits a JSON Schema, as far as a simulated model can know. */
final class SchemaSample {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = 8;

    private SchemaSample() {}

    static JsonNode of(String schema, String text) {
        try {
            return sample(Json.MAPPER.readTree(schema), text, 0);
        } catch (JsonProcessingException e) {
            return NODES.objectNode();
        }
    }

    static JsonNode sample(JsonNode schema, String text, int depth) {
        if (schema.path("enum").size() > 0) {
            return schema.path("enum").get(0);
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        return switch (type(schema)) {
            case "string" -> NODES.textNode(text);
            case "integer", "number" -> NODES.numberNode(schema.path("minimum").asInt(1));
            case "boolean" -> NODES.booleanNode(true);
            case "array" -> NODES.arrayNode();
            case "null" -> NODES.nullNode();
            default -> object(schema, text, depth);
        };
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.path(0).asText("object") : type.asText("object");
    }

    private static ObjectNode object(JsonNode schema, String text, int depth) {
        ObjectNode made = NODES.objectNode();
        if (depth < MAX_DEPTH) {
            for (JsonNode name : schema.path("required")) {
                JsonNode property = schema.path("properties").path(name.asText());
                made.set(name.asText(), sample(property, text, depth + 1));
            }
        }
        return made;
    }
}
