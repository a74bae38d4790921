package io.demijohn.gateway.internal.agents;

import io.demijohn.gateway.internal.json.Json;
import io.demijohn.gateway.internal.json.JsonProblem;
import io.demijohn.model.Content;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes messages as LangChain does. */
final class MessageOut {

    static final String USAGE = "usage_metadata";
    static final String EXTRAS = "additional_kwargs";

    /** The key under which a message of the platform has its tokens. */
    static final String TOKENS = "usage";

    private static final Set<String> APART = Set.of(TOKENS, EXTRAS);

    private MessageOut() {}

    static List<Map<String, @Nullable Object>> all(List<Message> messages) {
        List<Map<String, @Nullable Object>> out = new ArrayList<>(messages.size());
        messages.forEach(message -> out.add(one(message)));
        return out;
    }

    static Map<String, @Nullable Object> one(Message message) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("type", type(message));
        out.put("id", message.id());
        out.put("content", content(message.content()));
        out.put(EXTRAS, message.metadata().getOrDefault(EXTRAS, Map.of()));
        out.put("response_metadata", responseMetadata(message.metadata()));
        message.name().ifPresent(name -> out.put("name", name));
        switch (message.role()) {
            case ASSISTANT -> calls(message, out);
            case TOOL -> {
                out.put("tool_call_id", message.toolCallId().orElse(""));
                out.put("status", message.failed() ? "error" : "success");
            }
            case USER, SYSTEM -> {}
        }
        return out;
    }

    // Sorted, because the api's maps have no order and an event that is read again has equal bytes.
    static Map<String, @Nullable Object> responseMetadata(Map<String, Object> metadata) {
        Map<String, @Nullable Object> rest = new TreeMap<>();
        metadata.forEach(
                (key, value) -> {
                    if (!APART.contains(key)) {
                        rest.put(key, value);
                    }
                });
        return rest;
    }

    private static String type(Message message) {
        return switch (message.role()) {
            case USER -> "human";
            case ASSISTANT -> "ai";
            case TOOL -> "tool";
            case SYSTEM -> "system";
        };
    }

    private static Object content(List<Content> parts) {
        if (parts.size() == 1 && parts.get(0) instanceof Content.Text only) {
            return only.text();
        }
        if (parts.stream().allMatch(Content.Text.class::isInstance)) {
            StringBuilder text = new StringBuilder();
            parts.forEach(part -> text.append(((Content.Text) part).text()));
            return text.toString();
        }
        return parts.stream().map(MessageOut::block).toList();
    }

    private static Map<String, Object> block(Content part) {
        if (part instanceof Content.Image image) {
            return Map.of("type", "image_url", "image_url", Map.of("url", image.url()));
        }
        return Map.of("type", "text", "text", ((Content.Text) part).text());
    }

    private static void calls(Message message, Map<String, @Nullable Object> out) {
        List<Map<String, Object>> good = new ArrayList<>();
        List<Map<String, Object>> bad = new ArrayList<>();
        for (ToolCall call : message.toolCalls()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", call.name());
            Object arguments = arguments(call.arguments());
            one.put("args", arguments == null ? call.arguments() : arguments);
            one.put("id", call.id());
            one.put("type", arguments == null ? "invalid_tool_call" : "tool_call");
            if (arguments == null) {
                one.put("error", "Malformed args.");
            }
            (arguments == null ? bad : good).add(one);
        }
        out.put("tool_calls", good);
        out.put("invalid_tool_calls", bad);
        usage(message, out);
    }

    static void usage(Message message, Map<String, @Nullable Object> out) {
        if (!(message.metadata().get(TOKENS) instanceof Map<?, ?> tokens)) {
            return;
        }
        Map<String, Object> usage = new LinkedHashMap<>();
        for (String field : List.of("input_tokens", "output_tokens", "total_tokens")) {
            usage.put(field, count(tokens, field));
        }
        usage.put("input_token_details", Map.of("cache_read", count(tokens, "cached_tokens")));
        usage.put("output_token_details", Map.of("reasoning", count(tokens, "reasoning_tokens")));
        out.put(USAGE, usage);
    }

    private static Object count(Map<?, ?> tokens, String field) {
        return tokens.get(field) instanceof Number number ? number : 0;
    }

    // Models leave the arguments out when there are none.
    private static @Nullable Object arguments(String text) {
        if (text.isBlank()) {
            return Map.of();
        }
        try {
            Object value = Json.read(text.getBytes(StandardCharsets.UTF_8));
            return value instanceof Map ? value : null;
        } catch (JsonProblem malformed) {
            return null;
        }
    }
}
