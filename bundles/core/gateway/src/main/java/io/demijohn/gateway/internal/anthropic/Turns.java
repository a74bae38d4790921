package io.demijohn.gateway.internal.anthropic;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.model.Content;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the turns of a conversation. A user's turn with results becomes several messages. */
final class Turns {

    private final Blocks blocks;
    private final Map<String, String> called = new HashMap<>();

    Turns(Blocks blocks) {
        this.blocks = blocks;
    }

    void read(Fields body, List<Message> messages) {
        List<?> turns = body.optionalList("messages").orElse(List.of());
        if (turns.isEmpty()) {
            throw new FieldProblem("messages", "must have at least one message");
        }
        for (int i = 0; i < turns.size(); i++) {
            Fields turn = Fields.of("messages[" + i + "]", turns.get(i));
            switch (turn.string("role")) {
                case "user" -> user("m" + i, turn, messages);
                case "assistant" -> messages.add(assistant("m" + i, turn));
                default -> throw new FieldProblem(turn.path("role"), "must be user or assistant");
            }
        }
    }

    private Message assistant(String id, Fields turn) {
        List<Content> content = new ArrayList<>();
        List<ToolCall> calls = new ArrayList<>();
        for (Fields block : Blocks.list(turn, "content")) {
            if (block.string("type").equals("tool_use")) {
                calls.add(call(block));
            } else {
                blocks.part(block).ifPresent(content::add);
            }
        }
        return message(id, Role.ASSISTANT, content, calls);
    }

    private ToolCall call(Fields block) {
        String name = block.string("name");
        called.put(block.string("id"), name);
        String input = Json.text(Fields.of(block.path("input"), block.value("input")).all());
        return new ToolCall(block.string("id"), name, input);
    }

    private void user(String id, Fields turn, List<Message> messages) {
        List<Content> content = new ArrayList<>();
        List<Fields> all = Blocks.list(turn, "content");
        boolean speaks = all.isEmpty();
        for (Fields block : all) {
            if (block.string("type").equals("tool_result")) {
                messages.add(result(id + "_" + messages.size(), block));
            } else {
                speaks = true;
                blocks.part(block).ifPresent(content::add);
            }
        }
        if (speaks) {
            messages.add(message(id, Role.USER, content, List.of()));
        }
    }

    private Message result(String id, Fields block) {
        String call = block.string("tool_use_id");
        String tool = called.get(call);
        if (tool == null) {
            throw new FieldProblem(
                    block.path("tool_use_id"), "must be the id of a tool_use block before it");
        }
        List<Content> content = new ArrayList<>();
        Blocks.list(block, "content").forEach(one -> blocks.part(one).ifPresent(content::add));
        return new Message(
                id,
                Role.TOOL,
                content,
                List.of(),
                Optional.of(call),
                Optional.of(tool),
                block.optionalBoolean("is_error").orElse(false),
                Map.of());
    }

    private static Message message(
            String id, Role role, List<Content> content, List<ToolCall> calls) {
        return new Message(
                id, role, content, calls, Optional.empty(), Optional.empty(), false, Map.of());
    }
}
