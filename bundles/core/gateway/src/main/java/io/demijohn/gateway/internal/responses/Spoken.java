package io.demijohn.gateway.internal.responses;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pieces of an answer that came at once. */
final class Spoken {

    private Spoken() {}

    static List<ChatDelta> pieces(ChatResult result) {
        List<ChatDelta> pieces = new ArrayList<>();
        if (!result.message().text().isEmpty()) {
            pieces.add(new ChatDelta.Text(result.message().text()));
        }
        for (ToolCall call : result.message().toolCalls()) {
            pieces.add(
                    new ChatDelta.Call(
                            pieces.size(),
                            Optional.of(call.id()),
                            Optional.of(call.name()),
                            call.arguments()));
        }
        return pieces;
    }
}
