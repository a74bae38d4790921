package io.demijohn.provider.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.model.ChatRequest;
import io.demijohn.outbound.internal.chat.Counting;
import io.demijohn.outbound.internal.config.Json;
import java.util.List;

/**
 * {@code POST /v1/messages/count_tokens}: the same question, without what decides only the answer,
 * which is refused here.
 *
 * @param writer of messages
 */
record CountRequest(RequestWriter writer) implements Counting {

    private static final List<String> READ =
            List.of(
                    "model",
                    "messages",
                    "system",
                    "tools",
                    "tool_choice",
                    "thinking",
                    "output_config",
                    "mcp_servers",
                    "context_management",
                    "cache_control");

    @Override
    public String path() {
        return "/v1/messages/count_tokens";
    }

    @Override
    public String write(ChatRequest request) {
        ObjectNode body = writer.body(request);
        return Json.write(body.retain(READ));
    }

    @Override
    public JsonNode read(JsonNode body) {
        return body.path("input_tokens");
    }
}
