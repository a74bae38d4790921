package io.demijohn.itests.battery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A JSON Schema of the API's description: what is right, and what is wrong on purpose. */
record Schema(JsonNode document, JsonNode raw) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEPTH = 4;
    private static final Map<String, String> ROLES =
            Map.of("tool_calls", "assistant", "tool_call_id", "tool", "status", "tool");

    /**
     * A body with one field that has a wrong type.
     *
     * @param field its path: {@code messages[0].role}
     * @param value what it has
     * @param body the whole
     */
    record Wrong(String field, JsonNode value, JsonNode body) {}

    private Schema resolved() {
        JsonNode reference = raw.get("$ref");
        return reference == null
                ? this
                : new Schema(document, document.at(reference.asText().substring(1))).resolved();
    }

    private List<Schema> alternatives() {
        Schema here = resolved();
        for (String kind : List.of("oneOf", "anyOf")) {
            if (here.raw.has(kind)) {
                List<Schema> all = new ArrayList<>();
                here.raw
                        .get(kind)
                        .forEach(one -> all.addAll(new Schema(document, one).alternatives()));
                return all;
            }
        }
        return List.of(here);
    }

    /** The JSON types that may stand here; none when any may. */
    private Set<String> types() {
        Set<String> types = new HashSet<>();
        for (Schema one : alternatives()) {
            JsonNode type = one.raw.get("type");
            if (type == null) {
                return Set.of();
            }
            if (type.isArray()) {
                type.forEach(each -> types.add(each.asText()));
            } else {
                types.add(type.asText());
            }
        }
        return types;
    }

    /** Something that is right: required fields only. */
    JsonNode sample(String name) {
        Schema here = alternatives().get(0);
        Set<String> types = here.types();
        if (types.contains("object")) {
            ObjectNode made = JSON.objectNode();
            here.raw
                    .path("required")
                    .forEach(
                            field ->
                                    made.set(
                                            field.asText(),
                                            here.property(field.asText()).sample(field.asText())));
            return made;
        }
        if (types.contains("array")) {
            ArrayNode made = JSON.arrayNode();
            made.add(here.items().sample(name));
            return made;
        }
        if (types.contains("integer") || types.contains("number")) {
            return JSON.numberNode(1);
        }
        return types.contains("boolean") ? JSON.booleanNode(true) : here.sampleText(name);
    }

    private JsonNode sampleText(String name) {
        if (raw.has("enum")) {
            return raw.get("enum").get(0);
        }
        return switch (name) {
            case "assistant_id", "graph_id" -> JSON.textNode("agent");
            case "model" -> JSON.textNode("simulated");
            default ->
                    JSON.textNode(
                            raw.path("format").asText().equals("uuid")
                                    ? "00000000-0000-4000-8000-000000000000"
                                    : "battery");
        };
    }

    private Schema property(String name) {
        return new Schema(document, raw.path("properties").path(name));
    }

    private Schema items() {
        return new Schema(document, raw.path("items"));
    }

    /** For every field, however deep, one body for every type that it may not have. */
    List<Wrong> wrong() {
        List<Wrong> found = new ArrayList<>();
        add("", "", DEPTH, value -> value, found);
        return found;
    }

    /** Puts a value to where this schema stands in a body that is right otherwise. */
    @FunctionalInterface
    private interface Place {
        JsonNode body(JsonNode value);
    }

    private void add(String path, String name, int depth, Place place, List<Wrong> found) {
        Set<String> types = types();
        for (JsonNode value : valuesOtherThan(types)) {
            found.add(new Wrong(path, value, place.body(value)));
        }
        if (depth == 0) {
            return;
        }
        for (Schema one : alternatives()) {
            if (one.types().contains("object")) {
                one.addFields(path, name, depth, place, found);
            } else if (one.types().contains("array")) {
                one.items()
                        .add(
                                path + "[0]",
                                name,
                                depth - 1,
                                value -> place.body(JSON.arrayNode().add(value)),
                                found);
            }
        }
    }

    private void addFields(String path, String name, int depth, Place place, List<Wrong> found) {
        raw.path("properties")
                .fieldNames()
                .forEachRemaining(
                        field ->
                                property(field)
                                        .add(
                                                path.isEmpty() ? field : path + "." + field,
                                                field,
                                                depth - 1,
                                                value ->
                                                        place.body(
                                                                around(name, field)
                                                                        .set(field, value)),
                                                found));
    }

    /** An object that is right without the field. What is read of a message depends on its role. */
    private ObjectNode around(String name, String field) {
        ObjectNode made = sample(name) instanceof ObjectNode object ? object : JSON.objectNode();
        if (raw.path("properties").has("role")) {
            made.put("role", ROLES.getOrDefault(field, "user"));
            if (field.equals("status")) {
                made.put("tool_call_id", "call");
            }
        }
        return made;
    }

    private static List<JsonNode> valuesOtherThan(Set<String> types) {
        List<JsonNode> values = new ArrayList<>();
        if (types.isEmpty()) {
            return values;
        }
        if (!types.contains("string")) {
            values.add(JSON.textNode("wrong"));
        }
        if (!types.contains("integer") && !types.contains("number")) {
            values.add(JSON.numberNode(7));
        }
        if (types.contains("integer") && !types.contains("number")) {
            values.add(JSON.numberNode(1.5));
        }
        if (!types.contains("boolean")) {
            values.add(JSON.booleanNode(true));
        }
        if (!types.contains("array")) {
            values.add(JSON.arrayNode().add(JSON.arrayNode()));
        }
        if (!types.contains("object")) {
            values.add(JSON.objectNode().put("a", 1));
        }
        return values;
    }
}
