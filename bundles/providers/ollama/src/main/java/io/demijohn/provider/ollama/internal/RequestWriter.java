package io.demijohn.provider.ollama.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.Sampling;
import io.demijohn.outbound.internal.chat.RequestParts;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.tool.ToolSpec;

/**
 * Writes a request as {@code POST /api/chat} wants it. Unless told otherwise the server cuts the
 * beginning off a conversation that is too long and says nothing; this asks for an error.
 *
 * @param model the server's name of the model
 * @param residence how to keep it
 */
record RequestWriter(String model, Residence residence) {

    String write(ChatRequest request) {
        ObjectNode body = Json.NODES.objectNode();
        body.put("model", model);
        body.set("messages", Conversation.of(request.messages()));
        body.put("stream", true).put("truncate", false).put("shift", false);
        tools(request, body);
        request.sampling()
                .responseFormat()
                .ifPresent(format -> format(RequestParts.object("responseFormat", format), body));
        ObjectNode options = Json.NODES.objectNode();
        sampling(request.sampling(), options);
        residence.options(options);
        if (!options.isEmpty()) {
            body.set("options", options);
        }
        residence.write(body);
        return Json.write(body);
    }

    private static void tools(ChatRequest request, ObjectNode body) {
        String choice = request.sampling().toolChoice().orElse("auto");
        if (request.tools().isEmpty() || choice.equals("none")) {
            return;
        }
        if (!choice.equals("auto")) {
            throw new ModelException(
                    Kind.INVALID_REQUEST,
                    "tool_choice must be auto or none: Ollama cannot make a model call a tool");
        }
        ArrayNode tools = body.putArray("tools");
        request.tools().forEach(tool -> tool(tool, tools.addObject()));
    }

    private static void tool(ToolSpec tool, ObjectNode node) {
        JsonNode parameters =
                RequestParts.object("parameters of the tool " + tool.name(), tool.parameters());
        node.put("type", "function")
                .putObject("function")
                .put("name", tool.name())
                .put("description", tool.description())
                .set("parameters", parameters);
    }

    private static void format(ObjectNode format, ObjectNode body) {
        switch (format.path("type").asText()) {
            case "json_schema" -> body.set("format", schema(format));
            case "json_object" -> body.put("format", "json");
            default -> {} // text is what one gets anyway
        }
    }

    private static JsonNode schema(ObjectNode format) {
        JsonNode schema = format.at("/json_schema/schema");
        if (!schema.isObject()) {
            throw new ModelException(
                    Kind.INVALID_REQUEST,
                    "response_format.json_schema.schema must be a JSON object");
        }
        return schema;
    }

    private static void sampling(Sampling sampling, ObjectNode options) {
        sampling.temperature().ifPresent(value -> options.put("temperature", value));
        sampling.topP().ifPresent(value -> options.put("top_p", value));
        sampling.maxTokens().ifPresent(value -> options.put("num_predict", value));
        sampling.seed().ifPresent(value -> options.put("seed", value));
        if (!sampling.stop().isEmpty()) {
            ArrayNode stop = options.putArray("stop");
            sampling.stop().forEach(stop::add);
        }
    }
}
