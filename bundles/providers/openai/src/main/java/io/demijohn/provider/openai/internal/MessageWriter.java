package io.demijohn.provider.openai.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.model.Content;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import io.demijohn.outbound.internal.chat.RequestParts;
import io.demijohn.outbound.internal.config.Json;
import java.util.regex.Pattern;

/** Writes one message as OpenAI's chat completions want it. */
final class MessageWriter {

    /** Other names are refused by the provider, and no answer is worse than no name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private MessageWriter() {}

    static ObjectNode write(Message message) {
        ObjectNode node = Json.NODES.objectNode();
        switch (message.role()) {
            case SYSTEM ->
                    node.put("role", "system").put("content", RequestParts.textOnly(message));
            case USER -> user(message, node);
            case ASSISTANT -> assistant(message, node);
            case TOOL -> tool(message, node);
        }
        return node;
    }

    private static void user(Message message, ObjectNode node) {
        node.put("role", "user");
        if (message.content().stream().allMatch(Content.Text.class::isInstance)) {
            node.put("content", message.text());
        } else {
            parts(message, node.putArray("content"));
        }
        message.name()
                .filter(name -> NAME.matcher(name).matches())
                .ifPresent(name -> node.put("name", name));
    }

    private static void parts(Message message, ArrayNode parts) {
        for (Content part : message.content()) {
            if (part instanceof Content.Text text) {
                parts.addObject().put("type", "text").put("text", text.text());
            } else if (part instanceof Content.Image image) {
                parts.addObject()
                        .put("type", "image_url")
                        .putObject("image_url")
                        .put("url", image.url());
            }
        }
    }

    private static void assistant(Message message, ObjectNode node) {
        node.put("role", "assistant");
        String text = RequestParts.textOnly(message);
        if (text.isEmpty() && !message.toolCalls().isEmpty()) {
            node.putNull("content");
        } else {
            node.put("content", text);
        }
        if (!message.toolCalls().isEmpty()) {
            ArrayNode calls = node.putArray("tool_calls");
            message.toolCalls().forEach(call -> calls.add(call(call)));
        }
    }

    private static ObjectNode call(ToolCall call) {
        ObjectNode node = Json.NODES.objectNode().put("id", call.id()).put("type", "function");
        // As it was written, if a server can read it at all: see RequestParts.arguments.
        boolean fine = Json.read(call.arguments()).isObject();
        node.putObject("function")
                .put("name", call.name())
                .put("arguments", fine ? call.arguments() : "{}");
        return node;
    }

    private static void tool(Message message, ObjectNode node) {
        node.put("role", "tool")
                .put("tool_call_id", message.toolCallId().orElse(""))
                .put("content", RequestParts.textOnly(message));
    }
}
