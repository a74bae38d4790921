package io.demijohn.runtime.internal.run;

import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.journal.ThreadState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the model is asked: the agent's instructions and the thread's messages. */
final class Prompt {

    private static final String NO_ANSWER = "The call was stopped before it answered.";

    private Prompt() {}

    static List<Message> messages(Settings settings, ThreadState state) {
        List<Message> all = new ArrayList<>();
        if (!settings.instructions().isEmpty()) {
            all.add(Message.text("instructions", Role.SYSTEM, settings.instructions()));
        }
        List<Message> messages = state.values().messages();
        for (int i = 0; i < messages.size(); i++) {
            all.add(messages.get(i));
            unanswered(messages, i).forEach(all::add);
        }
        if (all.isEmpty()) {
            all.add(Message.text("empty", Role.USER, ""));
        }
        return all;
    }

    /** Providers refuse a call without an answer, which a stopped run may have left behind. */
    private static List<Message> unanswered(List<Message> messages, int at) {
        List<ToolCall> calls = messages.get(at).toolCalls();
        if (calls.isEmpty()) {
            return List.of();
        }
        Set<String> answered = new HashSet<>();
        for (int i = at + 1; i < messages.size() && messages.get(i).role() == Role.TOOL; i++) {
            messages.get(i).toolCallId().ifPresent(answered::add);
        }
        return calls.stream()
                .filter(call -> !answered.contains(call.id()))
                .map(call -> Message.toolResult("stopped-" + call.id(), call, NO_ANSWER, true))
                .toList();
    }
}
