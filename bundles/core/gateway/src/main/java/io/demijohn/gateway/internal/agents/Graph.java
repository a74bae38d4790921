package io.demijohn.gateway.internal.agents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every agent's graph: the model, and the tools if there are any, in a loop. */
final class Graph {

    private static final Map<String, Object> MESSAGES =
            Map.of(
                    "type", "object",
                    "properties",
                            Map.of(
                                    "messages",
                                    Map.of("type", "array", "items", Map.of("type", "object"))),
                    "required", List.of("messages"));

    private static final Map<String, Object> SETTINGS =
            Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of(
                            "model", Map.of("type", "string"),
                            "instructions", Map.of("type", "string"),
                            "temperature", Map.of("type", "number", "minimum", 0, "maximum", 2),
                            "max_tokens", Map.of("type", "integer", "minimum", 1),
                            "tools", Map.of("type", "array", "items", Map.of("type", "string"))));

    private Graph() {}

    static Map<String, Object> of(boolean tools) {
        List<Map<String, Object>> nodes = new ArrayList<>();
        List<Map<String, Object>> edges = new ArrayList<>();
        nodes.add(node("__start__", "schema"));
        nodes.add(node("agent", "runnable"));
        edges.add(edge("__start__", "agent", false));
        if (tools) {
            nodes.add(node("tools", "runnable"));
            edges.add(edge("agent", "tools", true));
            edges.add(edge("tools", "agent", false));
        }
        edges.add(edge("agent", "__end__", tools));
        nodes.add(node("__end__", "schema"));
        Map<String, Object> graph = new LinkedHashMap<>();
        graph.put("nodes", nodes);
        graph.put("edges", edges);
        return graph;
    }

    private static Map<String, Object> node(String id, String type) {
        Object data = type.equals("schema") ? id : Map.of("id", List.of(id), "name", id);
        return Map.of("id", id, "type", type, "data", data);
    }

    private static Map<String, Object> edge(String source, String target, boolean conditional) {
        return Map.of("source", source, "target", target, "conditional", conditional);
    }

    static Map<String, Object> schemas(String graphId) {
        Map<String, Object> schemas = new LinkedHashMap<>();
        schemas.put("graph_id", graphId);
        schemas.put("input_schema", MESSAGES);
        schemas.put("output_schema", MESSAGES);
        schemas.put("state_schema", MESSAGES);
        schemas.put("config_schema", SETTINGS);
        schemas.put("context_schema", SETTINGS);
        return schemas;
    }
}
