package io.demijohn.provider.ollama.internal;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatRequest;
import io.demijohn.outbound.internal.chat.Answer;
import io.demijohn.outbound.internal.chat.CallIds;
import io.demijohn.outbound.internal.chat.Dialect;
import io.demijohn.outbound.internal.exchange.Failures;
import java.util.function.Consumer;

/** {@code POST /api/chat}. */
record OllamaDialect(RequestWriter writer) implements Dialect {

    @Override
    public String path() {
        return "/api/chat";
    }

    @Override
    public boolean inLines() {
        return true;
    }

    @Override
    public String write(ChatRequest request) {
        return writer.write(request);
    }

    @Override
    public Answer answer(ChatRequest request, Failures failures, Consumer<ChatDelta> onDelta) {
        return new ChatLines(failures, writer.model(), new CallIds(request), onDelta);
    }
}
