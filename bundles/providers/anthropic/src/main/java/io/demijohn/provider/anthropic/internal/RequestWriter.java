package io.demijohn.provider.anthropic.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Original;
import io.demijohn.model.Sampling;
import io.demijohn.outbound.internal.chat.RequestParts;
import io.demijohn.outbound.internal.config.Json;
import java.util.Optional;

/**
 * Writes a request as Anthropic's messages want it.
 *
 * @param model the provider's name of the model
 * @param maxTokens the most output tokens when the caller does not say; the provider wants a number
 * @param cache what may be cached
 * @param passThrough whether a caller of this dialect is taken at its own words
 */
record RequestWriter(String model, int maxTokens, PromptCache cache, boolean passThrough) {

    /** The caller's own words, when they are of this dialect. */
    Optional<Original> own(ChatRequest request) {
        return request.original()
                .filter(words -> passThrough && words.dialect().equals(Original.ANTHROPIC));
    }

    String write(ChatRequest request) {
        return Json.write(body(request));
    }

    ObjectNode body(ChatRequest request) {
        return own(request).map(this::passed).orElseGet(() -> translated(request));
    }

    /** What is cached is the caller's decision here. */
    private ObjectNode passed(Original words) {
        ObjectNode body = RequestParts.object("the original body", words.body());
        if (!body.has("max_tokens")) {
            body.put("max_tokens", maxTokens);
        }
        return body.put("model", model).put("stream", true);
    }

    private ObjectNode translated(ChatRequest request) {
        ObjectNode body = Json.NODES.objectNode();
        body.put("model", model);
        body.put("max_tokens", request.sampling().maxTokens().orElse(maxTokens));
        body.put("stream", true);
        OutputFormat format = OutputFormat.of(request.sampling().responseFormat());
        Conversation conversation = Conversation.of(request.messages(), format.instruction());
        ToolBox tools = ToolBox.of(request);
        cache.mark(tools.tools(), conversation.system(), conversation.turns());
        if (!conversation.system().isEmpty()) {
            body.set("system", conversation.system());
        }
        body.set("messages", conversation.turns());
        if (!tools.tools().isEmpty()) {
            body.set("tools", tools.tools());
            tools.choice().ifPresent(choice -> body.set("tool_choice", choice));
        }
        format.config().ifPresent(config -> body.set("output_config", config));
        sampling(request.sampling(), body);
        return body;
    }

    private static void sampling(Sampling sampling, ObjectNode body) {
        // Others go up to 2; Anthropic's own adapter for OpenAI's API also takes 1 for more.
        sampling.temperature().ifPresent(value -> body.put("temperature", Math.min(value, 1.0)));
        sampling.topP().ifPresent(value -> body.put("top_p", value));
        if (!sampling.stop().isEmpty()) {
            ArrayNode stop = body.putArray("stop_sequences");
            sampling.stop().forEach(stop::add);
        }
    }
}
