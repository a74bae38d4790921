package io.demijohn.runtime.internal.journal;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import java.util.ArrayList;
import java.util.List;

/** Joins deltas to a message. */
final class Transcript {

    private final StringBuilder text = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();

    private static final class Call {
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();

        ToolCall done() {
            return new ToolCall(id, name, arguments.toString());
        }
    }

    void add(ChatDelta delta) {
        if (delta instanceof ChatDelta.Call piece) {
            while (calls.size() <= piece.index()) {
                calls.add(new Call());
            }
            Call call = calls.get(piece.index());
            piece.id().ifPresent(id -> call.id = id);
            piece.name().ifPresent(name -> call.name = name);
            call.arguments.append(piece.arguments());
        } else {
            text.append(((ChatDelta.Text) delta).text());
        }
    }

    Message message(String id) {
        return Message.assistant(id, text.toString(), calls.stream().map(Call::done).toList());
    }
}
