package io.demijohn.provider.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ToolCall;
import io.demijohn.outbound.internal.chat.CallIds;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.outbound.internal.exchange.Failures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins the content blocks of one answer. Each begins once, under a number higher than all before
 * it, takes its pieces while it is open, and ends. Thoughts and blocks of kinds that this bundle
 * does not ask for are no part of the answer, but their pieces show that the model is at work.
 */
final class AnswerBlocks {

    private static final int MOST_CALLS = 128;

    private final Failures failures;
    private final CallIds ids;
    private final Consumer<ChatDelta> onDelta;
    private final StringBuilder text = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();
    private final Map<Integer, Block> open = new HashMap<>();
    private int latest = -1;

    private record Call(String id, String name, StringBuilder arguments) {
        ToolCall joined() {
            return new ToolCall(id, name, arguments.toString());
        }
    }

    /** What is open: which call it is when it is one, and the input that it began with. */
    private record Block(String type, int call, JsonNode input) {}

    AnswerBlocks(Failures failures, CallIds ids, Consumer<ChatDelta> onDelta) {
        this.failures = failures;
        this.ids = ids;
        this.onDelta = onDelta;
    }

    /** Each of these says whether it brought a piece of the answer, or of a thought. */
    boolean begin(JsonNode index, JsonNode block) {
        int number = number(index);
        if (number <= latest) {
            throw failures.protocol("a content block that begins twice or out of order");
        }
        latest = number;
        String type = block.path("type").asText();
        boolean call = type.equals("tool_use");
        open.put(number, new Block(type, call ? calls.size() : -1, block.path("input")));
        return call ? call(block) : type.equals("text") && say(block.path("text").asText());
    }

    private boolean call(JsonNode block) {
        String name = block.path("name").asText();
        if (name.isEmpty()) {
            throw failures.protocol("a tool call without a name");
        }
        if (calls.size() == MOST_CALLS) {
            throw failures.protocol("more than " + MOST_CALLS + " tool calls");
        }
        Call call = new Call(ids.unique(block.path("id").asText()), name, new StringBuilder());
        calls.add(call);
        onDelta.accept(
                new ChatDelta.Call(
                        calls.size() - 1, Optional.of(call.id()), Optional.of(name), ""));
        return true;
    }

    boolean more(JsonNode index, JsonNode delta) {
        Block block = opened(open.get(number(index)));
        return switch (delta.path("type").asText()) {
            case "text_delta" -> expect("text", block) && say(delta.path("text").asText());
            case "input_json_delta" ->
                    block.call() >= 0
                            && arguments(block.call(), delta.path("partial_json").asText());
            default -> true;
        };
    }

    private boolean expect(String type, Block block) {
        if (!block.type().equals(type)) {
            throw failures.protocol("a piece of another kind than its content block");
        }
        return true;
    }

    boolean end(JsonNode index) {
        Block block = opened(open.remove(number(index)));
        if (block.call() >= 0 && calls.get(block.call()).arguments().isEmpty()) {
            // Some servers send the whole input at once; and none at all means no arguments.
            arguments(block.call(), block.input().isObject() ? Json.write(block.input()) : "{}");
        }
        return false;
    }

    private boolean say(String more) {
        if (more.isEmpty()) {
            return false;
        }
        text.append(more);
        onDelta.accept(new ChatDelta.Text(more));
        return true;
    }

    private boolean arguments(int call, String more) {
        if (more.isEmpty()) {
            return false;
        }
        calls.get(call).arguments().append(more);
        onDelta.accept(new ChatDelta.Call(call, Optional.empty(), Optional.empty(), more));
        return true;
    }

    private int number(JsonNode index) {
        if (!index.isInt() || index.asInt() < 0) {
            throw failures.protocol("a content block without a number");
        }
        return index.asInt();
    }

    private Block opened(@Nullable Block block) {
        if (block == null) {
            throw failures.protocol("a piece of a content block that is not open");
        }
        return block;
    }

    boolean allEnded() {
        return open.isEmpty();
    }

    String text() {
        return text.toString();
    }

    List<ToolCall> calls() {
        return calls.stream().map(Call::joined).toList();
    }
}
