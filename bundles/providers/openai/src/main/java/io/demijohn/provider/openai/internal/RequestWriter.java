package io.demijohn.provider.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Original;
import io.demijohn.model.Sampling;
import io.demijohn.outbound.internal.chat.RequestParts;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.tool.ToolSpec;
import java.util.List;
import java.util.Set;

/**
 * Writes a request as OpenAI's chat completions want it.
 *
 * @param model the provider's name of the model
 * @param maxTokensField {@code max_tokens}, or {@code max_completion_tokens} for newer models
 * @param streamUsage whether to ask for usage at the end of a stream
 * @param passThrough whether a caller of this dialect is taken at its own words
 */
record RequestWriter(
        String model, String maxTokensField, boolean streamUsage, boolean passThrough) {

    private static final List<String> MAX_TOKENS = List.of("max_completion_tokens", "max_tokens");

    private static final Set<String> TOOL_MODES = Set.of("auto", "none", "required");

    String write(ChatRequest request) {
        return Json.write(
                request.original()
                        .filter(words -> passThrough)
                        .filter(words -> words.dialect().equals(Original.OPENAI_CHAT))
                        .map(this::passed)
                        .orElseGet(() -> translated(request)));
    }

    private ObjectNode passed(Original words) {
        ObjectNode body = RequestParts.object("the original body", words.body());
        body.put("model", model).put("stream", true);
        mostTokens(body);
        ObjectNode options =
                body.remove("stream_options") instanceof ObjectNode asked
                        ? asked
                        : Json.NODES.objectNode();
        if (streamUsage) {
            body.set("stream_options", options.put("include_usage", true));
        }
        return body;
    }

    /** Of both fields the newer one counts, as it does in the gateway. */
    private void mostTokens(ObjectNode body) {
        List<JsonNode> said =
                MAX_TOKENS.stream().map(body::path).filter(JsonNode::isNumber).toList();
        body.remove(MAX_TOKENS);
        if (!said.isEmpty()) {
            body.set(maxTokensField, said.get(0));
        }
    }

    private ObjectNode translated(ChatRequest request) {
        ObjectNode body = Json.NODES.objectNode();
        body.put("model", model);
        ArrayNode messages = body.putArray("messages");
        request.messages().forEach(message -> messages.add(MessageWriter.write(message)));
        body.put("stream", true);
        if (streamUsage) {
            body.putObject("stream_options").put("include_usage", true);
        }
        if (!request.tools().isEmpty()) {
            tools(request, body);
        }
        sampling(request.sampling(), body);
        return body;
    }

    private static void tools(ChatRequest request, ObjectNode body) {
        ArrayNode tools = body.putArray("tools");
        request.tools().forEach(tool -> tools.add(tool(tool)));
        request.sampling()
                .toolChoice()
                .ifPresent(choice -> body.set("tool_choice", choice(choice)));
    }

    private static ObjectNode tool(ToolSpec tool) {
        ObjectNode node = Json.NODES.objectNode().put("type", "function");
        node.putObject("function")
                .put("name", tool.name())
                .put("description", tool.description())
                .set(
                        "parameters",
                        RequestParts.object(
                                "parameters of the tool " + tool.name(), tool.parameters()));
        return node;
    }

    private static JsonNode choice(String choice) {
        if (TOOL_MODES.contains(choice)) {
            return Json.NODES.textNode(choice);
        }
        ObjectNode node = Json.NODES.objectNode().put("type", "function");
        node.putObject("function").put("name", choice);
        return node;
    }

    private void sampling(Sampling sampling, ObjectNode body) {
        sampling.temperature().ifPresent(value -> body.put("temperature", value));
        sampling.topP().ifPresent(value -> body.put("top_p", value));
        sampling.maxTokens().ifPresent(value -> body.put(maxTokensField, value));
        sampling.seed().ifPresent(value -> body.put("seed", value));
        sampling.responseFormat()
                .ifPresent(
                        format ->
                                body.set(
                                        "response_format",
                                        RequestParts.object("responseFormat", format)));
        if (!sampling.stop().isEmpty()) {
            ArrayNode stop = body.putArray("stop");
            sampling.stop().forEach(stop::add);
        }
    }
}
