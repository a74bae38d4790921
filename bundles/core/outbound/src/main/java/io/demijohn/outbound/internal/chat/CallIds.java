package io.demijohn.outbound.internal.chat;

import io.demijohn.model.ChatRequest;
import io.demijohn.model.ToolCall;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Some servers count from call_0 in every answer; within a thread an id must be unique. */
public final class CallIds {

    private final Set<String> taken = new HashSet<>();

    /**
     * The ids of a conversation are taken.
     *
     * @param request with the conversation
     */
    public CallIds(ChatRequest request) {
        request.messages().stream()
                .flatMap(message -> message.toolCalls().stream())
                .map(ToolCall::id)
                .forEach(taken::add);
    }

    /**
     * An id for a call.
     *
     * @param wanted the provider's
     * @return the same, unless it is empty or taken
     */
    public String unique(String wanted) {
        String id = wanted;
        while (id.isEmpty() || !taken.add(id)) {
            id = "call_" + UUID.randomUUID().toString().replace("-", "");
        }
        return id;
    }
}
