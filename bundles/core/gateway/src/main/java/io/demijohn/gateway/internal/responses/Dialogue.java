package io.demijohn.gateway.internal.responses;

import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.model.Content;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes messages of items. A text and the calls that follow it are one message of the model. */
final class Dialogue {

    private final List<Message> messages = new ArrayList<>();
    private final Map<String, String> waiting = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();

    private Dialogue() {}

    static List<Message> of(Optional<String> instructions, List<Item> items) {
        Dialogue dialogue = new Dialogue();
        instructions.ifPresent(
                text -> dialogue.messages.add(Message.text("instructions", Role.SYSTEM, text)));
        items.forEach(dialogue::add);
        dialogue.waiting
                .keySet()
                .forEach(
                        call -> {
                            throw unmatched("No output found for function call " + call);
                        });
        if (dialogue.messages.isEmpty()) {
            throw unmatched("input must have at least one message");
        }
        return dialogue.messages;
    }

    private static Problem unmatched(String what) {
        return Problem.of(400, what).withField("input");
    }

    private void add(Item item) {
        switch (item.type()) {
            case Item.MESSAGE -> message(item);
            case Item.CALL -> call(item);
            case Item.OUTPUT -> output(item);
            default -> {
                // thoughts are their maker's own
            }
        }
    }

    private void message(Item item) {
        Role role =
                switch (item.text("role")) {
                    case "user" -> Role.USER;
                    case "assistant" -> Role.ASSISTANT;
                    default -> Role.SYSTEM;
                };
        add(role, parts(item, "content"), List.of());
    }

    private static List<Content> parts(Item item, String field) {
        return Parts.read(Fields.of("input", item.json()), field);
    }

    private void call(Item item) {
        String id = item.text("call_id");
        waiting.put(id, id);
        names.put(id, item.text("name"));
        ToolCall call = new ToolCall(id, item.text("name"), item.text("arguments"));
        Message last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        if (last == null || last.role() != Role.ASSISTANT) {
            add(Role.ASSISTANT, List.of(), List.of(call));
            return;
        }
        List<ToolCall> calls = new ArrayList<>(last.toolCalls());
        calls.add(call);
        messages.remove(messages.size() - 1);
        add(Role.ASSISTANT, last.content(), calls);
    }

    private void output(Item item) {
        String id = item.text("call_id");
        if (waiting.remove(id) == null) {
            throw unmatched("No function call found for the output with call_id " + id);
        }
        messages.add(
                new Message(
                        "m" + messages.size(),
                        Role.TOOL,
                        parts(item, "output"),
                        List.of(),
                        Optional.of(id),
                        Optional.ofNullable(names.get(id)),
                        false,
                        Map.of()));
    }

    private void add(Role role, List<Content> content, List<ToolCall> calls) {
        messages.add(
                new Message(
                        "m" + messages.size(),
                        role,
                        content,
                        calls,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Map.of()));
    }
}
