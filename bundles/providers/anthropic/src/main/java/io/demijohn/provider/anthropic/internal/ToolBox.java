package io.demijohn.provider.anthropic.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ToolCall;
import io.demijohn.outbound.internal.chat.RequestParts;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.tool.ToolSpec;
import java.util.Optional;

/**
 * The tools of a request.
 *
 * @param tools may be empty
 * @param choice empty leaves it to the model
 */
record ToolBox(ArrayNode tools, Optional<ObjectNode> choice) {

    static ToolBox of(ChatRequest request) {
        ArrayNode tools = Json.NODES.arrayNode();
        if (request.tools().isEmpty()) {
            return formerly(request, tools);
        }
        request.tools().forEach(tool -> tools.add(tool(tool)));
        return new ToolBox(tools, request.sampling().toolChoice().map(ToolBox::choice));
    }

    private static ObjectNode tool(ToolSpec tool) {
        ObjectNode node = Json.NODES.objectNode().put("name", tool.name());
        if (!tool.description().isBlank()) {
            node.put("description", tool.description());
        }
        ObjectNode schema =
                RequestParts.object("parameters of the tool " + tool.name(), tool.parameters());
        // It must be said, even where it goes without saying.
        node.set("input_schema", schema.has("type") ? schema : schema.put("type", "object"));
        return node;
    }

    /** A conversation with calls is refused without the tools that were called. */
    private static ToolBox formerly(ChatRequest request, ArrayNode tools) {
        request.messages().stream()
                .flatMap(message -> message.toolCalls().stream())
                .map(ToolCall::name)
                .map(Names::tool)
                .distinct()
                .forEach(
                        name ->
                                tools.addObject()
                                        .put("name", name)
                                        .putObject("input_schema")
                                        .put("type", "object"));
        return new ToolBox(tools, Optional.of(type("none")));
    }

    private static ObjectNode choice(String choice) {
        return switch (choice) {
            case "auto", "none" -> type(choice);
            case "required" -> type("any");
            default -> type("tool").put("name", choice);
        };
    }

    private static ObjectNode type(String type) {
        return Json.NODES.objectNode().put("type", type);
    }
}
