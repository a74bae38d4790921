package io.demijohn.gateway.internal.openai;

import io.demijohn.gateway.internal.agents.ContentIn;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Message;
import io.demijohn.model.Original;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import io.demijohn.model.ToolCall;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a chat completion's body. What we do not know is left to the defaults, as OpenAI's own
 * clients send new fields before servers know them; what would change the answer's shape is
 * refused.
 */
final class ChatBody {

    private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

    private ChatBody() {}

    /** Reads the body; its text goes along for a provider that speaks this dialect, too. */
    static ChatRequest read(Fields body, String text) {
        refuseOtherAnswers(body);
        return new ChatRequest(body.string("model"), messages(body), tools(body), sampling(body))
                .withOriginal(new Original(Original.OPENAI_CHAT, text, unsaid(body)));
    }

    // A model that is not told might call several tools at once all the same.
    private static List<String> unsaid(Fields body) {
        boolean oneByOne = !body.optionalBoolean("parallel_tool_calls").orElse(true);
        return oneByOne && body.has("tools") ? List.of("parallel_tool_calls") : List.of();
    }

    // Ignoring these would give the caller another answer than the one asked for.
    private static void refuseOtherAnswers(Fields body) {
        if (body.optionalLong("n").orElse(1L) != 1) {
            throw new FieldProblem("n", "must be 1: one answer a request is supported");
        }
        if (body.optionalBoolean("logprobs").orElse(false)) {
            throw new FieldProblem("logprobs", "must be false: they are not supported");
        }
        if (body.strings("modalities").stream().anyMatch(one -> !one.equals("text"))) {
            throw new FieldProblem("modalities", "must be [\"text\"]: nothing else is supported");
        }
        if (body.has("functions")) {
            throw new FieldProblem("functions", "is not supported: use tools");
        }
    }

    private static List<Message> messages(Fields body) {
        List<Message> messages = new ArrayList<>();
        for (Object item : body.optionalList("messages").orElse(List.of())) {
            int place = messages.size();
            messages.add(message("m" + place, Fields.of("messages[" + place + "]", item)));
        }
        if (messages.isEmpty()) {
            throw new FieldProblem("messages", "must have at least one message");
        }
        return messages;
    }

    private static Message message(String id, Fields fields) {
        Role role = role(fields);
        return new Message(
                id,
                role,
                ContentIn.read(fields, "content"),
                role == Role.ASSISTANT ? calls(fields) : List.of(),
                role == Role.TOOL ? Optional.of(fields.string("tool_call_id")) : Optional.empty(),
                fields.optionalString("name"),
                false,
                Map.of());
    }

    private static Role role(Fields message) {
        return switch (message.string("role")) {
            case "system", "developer" -> Role.SYSTEM;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "tool" -> Role.TOOL;
            default ->
                    throw new FieldProblem(
                            message.path("role"),
                            "must be system, developer, user, assistant or tool");
        };
    }

    private static List<ToolCall> calls(Fields message) {
        List<ToolCall> calls = new ArrayList<>();
        for (Object item : message.optionalList("tool_calls").orElse(List.of())) {
            Fields call = Fields.of(message.path("tool_calls[" + calls.size() + "]"), item);
            Fields function = Fields.of(call.path("function"), call.value("function"));
            calls.add(
                    new ToolCall(
                            call.string("id"),
                            function.string("name"),
                            function.optionalString("arguments").orElse("{}")));
        }
        return calls;
    }

    private static List<ToolSpec> tools(Fields body) {
        List<ToolSpec> tools = new ArrayList<>();
        for (Object item : body.optionalList("tools").orElse(List.of())) {
            Fields tool = Fields.of("tools[" + tools.size() + "]", item);
            if (!tool.optionalString("type").orElse("function").equals("function")) {
                throw new FieldProblem(tool.path("type"), "must be function");
            }
            tools.add(tool(Fields.of(tool.path("function"), tool.value("function"))));
        }
        return tools;
    }

    private static ToolSpec tool(Fields function) {
        String parameters =
                function.has("parameters") ? Json.text(function.map("parameters")) : NO_PARAMETERS;
        try {
            return new ToolSpec(
                    function.string("name"),
                    function.optionalString("description").orElse(""),
                    parameters,
                    SideEffect.EFFECTFUL,
                    Duration.ofMinutes(1));
        } catch (IllegalArgumentException e) {
            throw new FieldProblem(
                    function.path("name"), "is not a tool's name: " + e.getMessage());
        }
    }

    private static Sampling sampling(Fields body) {
        Optional<Integer> maxTokens =
                body.optionalInt("max_completion_tokens", 1, Integer.MAX_VALUE)
                        .or(() -> body.optionalInt("max_tokens", 1, Integer.MAX_VALUE));
        return new Sampling(
                within(body, "temperature", 2),
                within(body, "top_p", 1),
                maxTokens,
                body.optionalLong("seed"),
                stop(body),
                toolChoice(body),
                body.optionalObject("response_format").map(format -> Json.text(format.all())));
    }

    private static Optional<Double> within(Fields body, String name, int max) {
        Optional<Double> value = body.optionalDouble(name);
        if (value.isPresent() && !(value.get() >= 0 && value.get() <= max)) {
            throw new FieldProblem(name, "must be from 0 to " + max);
        }
        return value;
    }

    private static List<String> stop(Fields body) {
        List<String> stop = body.strings("stop");
        if (stop.size() > 4) {
            throw new FieldProblem("stop", "must have at most 4 texts");
        }
        return stop;
    }

    private static Optional<String> toolChoice(Fields body) {
        Object choice = body.value("tool_choice");
        if (choice == null) {
            return Optional.empty();
        }
        if (choice instanceof String word) {
            if (!List.of("auto", "none", "required").contains(word)) {
                throw new FieldProblem("tool_choice", "must be auto, none, required or a function");
            }
            return Optional.of(word);
        }
        Fields fields = Fields.of("tool_choice", choice);
        return Optional.of(
                Fields.of("tool_choice.function", fields.value("function")).string("name"));
    }
}
