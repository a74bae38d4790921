package io.demijohn.gateway.internal.anthropic;

import io.demijohn.gateway.internal.json.Json;
import io.demijohn.gateway.internal.json.JsonProblem;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.ToolCall;
import io.demijohn.model.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Anthropic's answers. */
final class MessageOut {

    private final String id;
    private final ChatRequest request;

    MessageOut(String requestId, ChatRequest request) {
        this.id = "msg_" + requestId.replace("-", "");
        this.request = request;
    }

    Map<String, @Nullable Object> whole(ChatResult result) {
        List<Object> content = new ArrayList<>();
        if (!result.message().text().isEmpty()) {
            content.add(text(result.message().text()));
        }
        for (ToolCall call : result.message().toolCalls()) {
            content.add(toolUse(call.id(), call.name(), input(call.arguments())));
        }
        return message(content, end(result), usage(result.usage()));
    }

    /** As a stream begins: without content and without an end. */
    Map<String, @Nullable Object> begun() {
        Map<String, @Nullable Object> open = new LinkedHashMap<>();
        open.put("stop_reason", null);
        open.put("stop_sequence", null);
        return message(List.of(), open, usage(Optional.empty()));
    }

    private Map<String, @Nullable Object> message(
            List<Object> content, Map<String, @Nullable Object> end, Map<String, Object> usage) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("id", id);
        out.put("type", "message");
        out.put("role", "assistant");
        out.put("model", request.model());
        out.put("content", content);
        out.putAll(end);
        out.put("usage", usage);
        return out;
    }

    static Map<String, @Nullable Object> text(String text) {
        Map<String, @Nullable Object> block = new LinkedHashMap<>();
        block.put("type", "text");
        block.put("text", text);
        block.put("citations", null);
        return block;
    }

    static Map<String, @Nullable Object> toolUse(String id, String name, Map<?, ?> input) {
        Map<String, @Nullable Object> block = new LinkedHashMap<>();
        block.put("type", "tool_use");
        block.put("id", id);
        block.put("name", name);
        block.put("input", input);
        return block;
    }

    /** Clients want an object; what a model garbled is handed on, because {} would be a lie. */
    static Map<?, ?> input(String arguments) {
        if (arguments.isBlank()) {
            return Map.of();
        }
        try {
            Object value = Json.read(arguments.getBytes(StandardCharsets.UTF_8));
            return value instanceof Map<?, ?> object ? object : Map.of("malformed", arguments);
        } catch (JsonProblem e) {
            return Map.of("malformed", arguments);
        }
    }

    Map<String, @Nullable Object> end(ChatResult result) {
        String reason = reason(result);
        boolean stopped = reason.equals("stop_sequence");
        List<String> stops = request.sampling().stop();
        Map<String, @Nullable Object> end = new LinkedHashMap<>();
        end.put("stop_reason", reason);
        end.put("stop_sequence", stopped && stops.size() == 1 ? stops.get(0) : null);
        return end;
    }

    private static String reason(ChatResult result) {
        if (result.finishReason() == FinishReason.STOP
                && "stop_sequence".equals(result.metadata().get("stop_reason"))) {
            return "stop_sequence";
        }
        return switch (result.finishReason()) {
            case STOP -> "end_turn";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER -> "refusal";
        };
    }

    /** What came from a cache, or went there, is no part of {@code input_tokens} here. */
    static Map<String, Object> usage(Optional<Usage> known) {
        Usage tokens = known.orElse(Usage.of(0, 0));
        long apart = tokens.cachedTokens() + tokens.cacheWriteTokens();
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("input_tokens", Math.max(0, tokens.inputTokens() - apart));
        out.put("cache_creation_input_tokens", tokens.cacheWriteTokens());
        out.put("cache_read_input_tokens", tokens.cachedTokens());
        out.put("output_tokens", tokens.outputTokens());
        return out;
    }
}
