package io.demijohn.provider.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.model.Content;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.outbound.internal.chat.RequestParts;
import io.demijohn.outbound.internal.config.Json;

/** Writes the content blocks of one message. */
final class Blocks {

    private static final String RESULT = "tool_result";
    private static final String BASE64 = ";base64,";

    private Blocks() {}

    static ArrayNode of(Message message) {
        ArrayNode blocks = Json.NODES.arrayNode();
        switch (message.role()) {
            case ASSISTANT -> assistant(message, blocks);
            case TOOL -> result(message, blocks.addObject());
            default -> parts(message, blocks);
        }
        return blocks;
    }

    static boolean isResult(JsonNode block) {
        return block.path("type").asText().equals(RESULT);
    }

    /** Blank text is refused by the provider, and says nothing. */
    static void text(String text, ArrayNode blocks) {
        if (!text.isBlank()) {
            blocks.addObject().put("type", "text").put("text", text);
        }
    }

    private static void parts(Message message, ArrayNode blocks) {
        for (Content part : message.content()) {
            if (part instanceof Content.Text text) {
                text(text.text(), blocks);
            } else if (part instanceof Content.Image image) {
                blocks.addObject().put("type", "image").set("source", source(image.url()));
            }
        }
    }

    private static ObjectNode source(String url) {
        int comma = url.indexOf(BASE64);
        if (url.startsWith("data:") && comma > 0) {
            return Json.NODES
                    .objectNode()
                    .put("type", "base64")
                    .put("media_type", url.substring("data:".length(), comma))
                    .put("data", url.substring(comma + BASE64.length()));
        }
        if (!url.startsWith("https://")) {
            throw new ModelException(
                    Kind.INVALID_REQUEST,
                    "a picture must be an https address or a data: URL in base64");
        }
        return Json.NODES.objectNode().put("type", "url").put("url", url);
    }

    private static void assistant(Message message, ArrayNode blocks) {
        text(RequestParts.textOnly(message), blocks);
        message.toolCalls()
                .forEach(
                        call ->
                                blocks.addObject()
                                        .put("type", "tool_use")
                                        .put("id", Names.id(call.id()))
                                        .put("name", Names.tool(call.name()))
                                        .set("input", RequestParts.arguments(call)));
    }

    private static void result(Message message, ObjectNode block) {
        block.put("type", RESULT).put("tool_use_id", Names.id(message.toolCallId().orElse("")));
        ArrayNode content = Json.NODES.arrayNode();
        parts(message, content);
        if (!content.isEmpty()) {
            block.set("content", content);
        }
        if (message.failed()) {
            block.put("is_error", true);
        }
    }
}
