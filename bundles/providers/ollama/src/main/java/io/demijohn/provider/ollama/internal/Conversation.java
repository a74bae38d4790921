package io.demijohn.provider.ollama.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.model.Content;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ToolCall;
import io.demijohn.outbound.internal.chat.RequestParts;
import io.demijohn.outbound.internal.config.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes messages. A tool's answer names the tool; which call it answers is said, too. */
final class Conversation {

    private static final String BASE64 = ";base64,";

    private final Map<String, String> toolOfCall = new HashMap<>();
    private final ArrayNode messages = Json.NODES.arrayNode();

    private Conversation() {}

    static ArrayNode of(List<Message> all) {
        Conversation conversation = new Conversation();
        all.forEach(conversation::add);
        return conversation.messages;
    }

    private void add(Message message) {
        ObjectNode node =
                messages.addObject().put("role", message.role().name().toLowerCase(Locale.ROOT));
        switch (message.role()) {
            case USER -> user(message, node);
            case ASSISTANT -> assistant(message, node);
            case TOOL -> tool(message, node);
            case SYSTEM -> node.put("content", RequestParts.textOnly(message));
        }
    }

    private static void user(Message message, ObjectNode node) {
        node.put("content", message.text());
        for (Content part : message.content()) {
            if (part instanceof Content.Image image) {
                ArrayNode images =
                        node.get("images") instanceof ArrayNode begun
                                ? begun
                                : node.putArray("images");
                images.add(data(image.url()));
            }
        }
    }

    private static String data(String url) {
        int comma = url.indexOf(BASE64);
        if (!url.startsWith("data:") || comma < 0) {
            throw new ModelException(
                    Kind.INVALID_REQUEST,
                    "a picture must be a data: URL in base64: Ollama fetches none");
        }
        return url.substring(comma + BASE64.length());
    }

    private void assistant(Message message, ObjectNode node) {
        node.put("content", RequestParts.textOnly(message));
        if (!message.toolCalls().isEmpty()) {
            ArrayNode calls = node.putArray("tool_calls");
            message.toolCalls().forEach(call -> call(call, calls.addObject()));
        }
    }

    private void call(ToolCall call, ObjectNode node) {
        toolOfCall.put(call.id(), call.name());
        node.put("id", call.id())
                .putObject("function")
                .put("name", call.name())
                .set("arguments", RequestParts.arguments(call));
    }

    private void tool(Message message, ObjectNode node) {
        String call = message.toolCallId().orElse("");
        String name = message.name().orElseGet(() -> toolOfCall.getOrDefault(call, ""));
        node.put("content", RequestParts.textOnly(message))
                .put("tool_name", name)
                .put("tool_call_id", call);
    }
}
