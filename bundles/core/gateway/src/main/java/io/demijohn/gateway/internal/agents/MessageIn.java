package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.StateUpdate;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what LangChain takes for messages: a text; an object with {@code role} or {@code type}; a
 * pair of role and text; an object as its serializer writes it ({@code lc, id, kwargs}).
 */
final class MessageIn {

    private final List<Message> messages = new ArrayList<>();
    private final List<String> removals = new ArrayList<>();

    private MessageIn() {}

    /** Reads an input or the values of an update: {@code messages} and other keys. */
    static StateUpdate update(Fields values) {
        Map<String, @Nullable Object> other = new LinkedHashMap<>(values.all());
        Object messages = other.remove("messages");
        MessageIn in = new MessageIn();
        if (messages != null) {
            in.readAll(values.path("messages"), messages);
        }
        return new StateUpdate(in.messages, in.removals, other);
    }

    // ["user", "hello"] is two messages for LangChain; only inside a list it is a pair.
    private void readAll(String path, Object value) {
        if (!(value instanceof List<?> list)) {
            read(path, value);
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            read(path + "[" + i + "]", list.get(i));
        }
    }

    private void read(String path, @Nullable Object value) {
        if (value instanceof String text) {
            messages.add(Message.text(newId(), Role.USER, text));
        } else if (value instanceof List<?> pair) {
            messages.add(pair(path, pair));
        } else {
            object(path, Fields.of(path, value));
        }
    }

    private static Message pair(String path, List<?> pair) {
        if (pair.size() == 2
                && pair.get(0) instanceof String role
                && pair.get(1) instanceof String text) {
            return Message.text(newId(), role(path + "[0]", role), text);
        }
        throw new FieldProblem(path, "must be a message, or a pair of a role and a text");
    }

    private void object(String path, Fields fields) {
        if (fields.has("lc") && fields.has("kwargs")) {
            serialized(path, fields);
            return;
        }
        String type =
                fields.optionalString("type")
                        .or(() -> fields.optionalString("role"))
                        .orElseThrow(
                                () ->
                                        new FieldProblem(
                                                fields.path("role"),
                                                "is missing: user, assistant, system or tool"));
        read(path, type, fields);
    }

    private void serialized(String path, Fields fields) {
        List<@Nullable Object> id = fields.optionalList("id").orElse(List.of());
        String name = id.isEmpty() ? "" : String.valueOf(id.get(id.size() - 1));
        read(path, name, Fields.of(fields.path("kwargs"), fields.value("kwargs")));
    }

    private void read(String path, String type, Fields fields) {
        if (type.equals("remove") || type.equals("RemoveMessage")) {
            removals.add(fields.string("id"));
        } else {
            messages.add(message(role(path + ".type", type), fields));
        }
    }

    private static Message message(Role role, Fields fields) {
        // Answers have them, so they come back; an input with them means nothing by it.
        List<?> invalid = fields.optionalList("invalid_tool_calls").orElse(List.of());
        for (int i = 0; i < invalid.size(); i++) {
            Fields.of(fields.path("invalid_tool_calls[" + i + "]"), invalid.get(i));
        }
        return new Message(
                fields.optionalString("id").filter(id -> !id.isBlank()).orElseGet(MessageIn::newId),
                role,
                ContentIn.read(fields, "content"),
                role == Role.ASSISTANT ? calls(fields) : List.of(),
                role == Role.TOOL ? Optional.of(fields.string("tool_call_id")) : Optional.empty(),
                fields.optionalString("name"),
                role == Role.TOOL && fields.optionalString("status").orElse("").equals("error"),
                metadata(fields));
    }

    private static List<ToolCall> calls(Fields fields) {
        List<ToolCall> calls = new ArrayList<>();
        for (Object item : fields.optionalList("tool_calls").orElse(List.of())) {
            Fields call = Fields.of(fields.path("tool_calls[" + calls.size() + "]"), item);
            Fields function = call.optionalObject("function").orElse(call);
            String arguments =
                    function == call
                            ? Json.text(call.map("args"))
                            : function.optionalString("arguments").orElse("{}");
            calls.add(
                    new ToolCall(
                            call.optionalString("id").orElseGet(() -> "call_" + newId()),
                            function.string("name"),
                            arguments));
        }
        return calls;
    }

    private static Map<String, Object> metadata(Fields fields) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        fields.map("response_metadata").forEach((key, value) -> putIf(metadata, key, value));
        Map<String, Object> extras = fields.map(MessageOut.EXTRAS);
        if (!extras.isEmpty()) {
            metadata.put(MessageOut.EXTRAS, extras);
        }
        putIf(metadata, MessageOut.TOKENS, tokens(fields));
        return metadata;
    }

    // As this API writes it, so that a state that is read and sent back stays the same.
    private static @Nullable Object tokens(Fields message) {
        Optional<Fields> usage = message.optionalObject(MessageOut.USAGE);
        if (usage.isEmpty()) {
            return null;
        }
        Map<String, Object> tokens = new LinkedHashMap<>();
        for (String field : List.of("input_tokens", "output_tokens", "total_tokens")) {
            tokens.put(field, usage.get().optionalLong(field).orElse(0L));
        }
        tokens.put("cached_tokens", detail(usage.get(), "input_token_details", "cache_read"));
        tokens.put("reasoning_tokens", detail(usage.get(), "output_token_details", "reasoning"));
        return tokens;
    }

    private static long detail(Fields usage, String group, String field) {
        return usage.optionalObject(group).flatMap(g -> g.optionalLong(field)).orElse(0L);
    }

    private static void putIf(Map<String, Object> map, String key, @Nullable Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    private static Role role(String path, String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "human", "user", "humanmessage", "humanmessagechunk" -> Role.USER;
            case "ai", "assistant", "aimessage", "aimessagechunk" -> Role.ASSISTANT;
            case "tool", "toolmessage", "toolmessagechunk" -> Role.TOOL;
            case "system", "developer", "systemmessage", "systemmessagechunk" -> Role.SYSTEM;
            default ->
                    throw new FieldProblem(
                            path,
                            "must be one of human, ai, tool, system, remove, user, assistant");
        };
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
