package io.demijohn.router.internal.call;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a plugin's answer must be, and what the router adds to it. */
final class Answer {

    private static final String SIMULATED = "simulated";

    private Answer() {}

    /** What is wrong with a piece, or null. */
    static @Nullable String fault(@Nullable ChatDelta delta) {
        if (delta == null) {
            return "sent a piece that is null";
        }
        return delta instanceof ChatDelta.Call call && call.index() < 0
                ? "sent a tool call with a negative index"
                : null;
    }

    /** What is wrong with an answer, or null. */
    static @Nullable String fault(@Nullable ChatResult result) {
        if (result == null) {
            return "ended with null";
        }
        if (result.message().role() != Role.ASSISTANT) {
            return "ended with a message of role " + result.message().role();
        }
        return result.finishReason() == FinishReason.TOOL_CALLS
                        && result.message().toolCalls().isEmpty()
                ? "ended for tool calls but named none"
                : null;
    }

    static boolean isEmpty(ChatDelta delta) {
        return delta instanceof ChatDelta.Text text && text.text().isEmpty();
    }

    /** The pieces of an answer that came whole. */
    static List<ChatDelta> pieces(ChatResult result) {
        List<ChatDelta> pieces = new ArrayList<>();
        String text = result.message().text();
        if (!text.isEmpty()) {
            pieces.add(new ChatDelta.Text(text));
        }
        List<ToolCall> calls = result.message().toolCalls();
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            pieces.add(
                    new ChatDelta.Call(
                            i, Optional.of(call.id()), Optional.of(call.name()), call.arguments()));
        }
        return pieces;
    }

    static ChatResult signed(ChatResult result, ModelInfo by, int attempts) {
        Map<String, Object> metadata = new LinkedHashMap<>(result.metadata());
        metadata.put("model_name", by.name());
        metadata.put("provider", by.provider());
        metadata.put("attempts", attempts);
        if (by.metadata().get(SIMULATED) instanceof Boolean simulated) {
            metadata.put(SIMULATED, simulated);
        }
        return new ChatResult(
                result.message(), result.finishReason(), result.usage(), result.model(), metadata);
    }
}
