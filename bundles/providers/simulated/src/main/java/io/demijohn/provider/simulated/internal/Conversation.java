package io.demijohn.provider.simulated.internal;

import io.demijohn.model.ChatRequest;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import java.util.List;
import java.util.Optional;

/** What the rules look at: the last question and what has happened since. */
record Conversation(String question, List<Message> since) {

    static Conversation of(ChatRequest request) {
        List<Message> messages = request.messages();
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role() == Role.USER) {
                return new Conversation(
                        messages.get(i).text(), messages.subList(i + 1, messages.size()));
            }
        }
        return new Conversation("", messages);
    }

    /** How often the model has spoken since the question; 0 for the first call of a run. */
    int turn() {
        return (int) since.stream().filter(message -> message.role() == Role.ASSISTANT).count();
    }

    List<Message> toolResults() {
        return since.stream().filter(message -> message.role() == Role.TOOL).toList();
    }

    Optional<ToolCall> callAnsweredBy(Message result) {
        return since.stream()
                .flatMap(message -> message.toolCalls().stream())
                .filter(call -> result.toolCallId().filter(call.id()::equals).isPresent())
                .findFirst();
    }
}
