package io.demijohn.gateway.internal.openai;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.ToolCall;
import io.demijohn.model.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenAI's answers. */
final class Completion {

    private final String id;
    private final long created;
    private final String model;

    Completion(String id, long created, String model) {
        this.id = id;
        this.created = created;
        this.model = model;
    }

    Map<String, @Nullable Object> whole(ChatResult result) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        String text = result.message().text();
        boolean calls = !result.message().toolCalls().isEmpty();
        boolean refused = Boolean.TRUE.equals(result.metadata().get("refusal"));
        message.put("content", refused || (text.isEmpty() && calls) ? null : text);
        message.put("refusal", refused ? text : null);
        if (calls) {
            message.put("tool_calls", calls(result.message().toolCalls()));
        }
        Map<String, @Nullable Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("message", message);
        choice.put("logprobs", null);
        choice.put("finish_reason", word(result.finishReason()));
        Map<String, @Nullable Object> out = head("chat.completion", model);
        out.put("choices", List.of(choice));
        out.put("usage", usage(result.usage()));
        out.put("metadata", result.metadata());
        return out;
    }

    Map<String, @Nullable Object> first() {
        Map<String, @Nullable Object> delta = new LinkedHashMap<>();
        delta.put("role", "assistant");
        delta.put("content", "");
        return chunk(delta, null);
    }

    Map<String, @Nullable Object> piece(ChatDelta piece) {
        if (piece instanceof ChatDelta.Text text) {
            return chunk(Map.of("content", text.text()), null);
        }
        ChatDelta.Call call = (ChatDelta.Call) piece;
        Map<String, Object> function = new LinkedHashMap<>();
        call.name().ifPresent(name -> function.put("name", name));
        function.put("arguments", call.arguments());
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("index", call.index());
        call.id()
                .ifPresent(
                        callId -> {
                            out.put("id", callId);
                            out.put("type", "function");
                        });
        out.put("function", function);
        return chunk(Map.of("tool_calls", List.of(out)), null);
    }

    Map<String, @Nullable Object> last(FinishReason reason) {
        return chunk(Map.of(), word(reason));
    }

    Map<String, @Nullable Object> usageOnly(Optional<Usage> usage) {
        Map<String, @Nullable Object> out = head("chat.completion.chunk", model);
        out.put("choices", List.of());
        out.put("usage", usage(usage));
        return out;
    }

    private Map<String, @Nullable Object> chunk(
            Map<String, ? extends @Nullable Object> delta, @Nullable String finish) {
        Map<String, @Nullable Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("delta", delta);
        choice.put("finish_reason", finish);
        Map<String, @Nullable Object> out = head("chat.completion.chunk", model);
        out.put("choices", List.of(choice));
        return out;
    }

    private Map<String, @Nullable Object> head(String object, String modelName) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("id", id);
        out.put("object", object);
        out.put("created", created);
        out.put("model", modelName);
        return out;
    }

    private static List<Map<String, Object>> calls(List<ToolCall> calls) {
        List<Map<String, Object>> out = new ArrayList<>();
        for (ToolCall call : calls) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", call.id());
            one.put("type", "function");
            one.put("function", Map.of("name", call.name(), "arguments", call.arguments()));
            out.add(one);
        }
        return out;
    }

    private static @Nullable Map<String, Object> usage(Optional<Usage> usage) {
        if (usage.isEmpty()) {
            return null;
        }
        Usage tokens = usage.get();
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("prompt_tokens", tokens.inputTokens());
        out.put("completion_tokens", tokens.outputTokens());
        out.put("total_tokens", tokens.totalTokens());
        out.put("prompt_tokens_details", Map.of("cached_tokens", tokens.cachedTokens()));
        out.put("completion_tokens_details", Map.of("reasoning_tokens", tokens.reasoningTokens()));
        return out;
    }

    private static String word(FinishReason reason) {
        return reason.name().toLowerCase(java.util.Locale.ROOT);
    }
}
