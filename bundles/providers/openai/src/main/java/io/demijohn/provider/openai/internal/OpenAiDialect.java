package io.demijohn.provider.openai.internal;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Original;
import io.demijohn.outbound.internal.chat.Answer;
import io.demijohn.outbound.internal.chat.CallIds;
import io.demijohn.outbound.internal.chat.Dialect;
import io.demijohn.outbound.internal.exchange.Failures;
import java.util.function.Consumer;

/** {@code POST /chat/completions}. */
record OpenAiDialect(RequestWriter writer) implements Dialect {

    @Override
    public String original() {
        return writer.passThrough() ? Original.OPENAI_CHAT : "";
    }

    @Override
    public String path() {
        return "/chat/completions";
    }

    @Override
    public String write(ChatRequest request) {
        return writer.write(request);
    }

    @Override
    public Answer answer(ChatRequest request, Failures failures, Consumer<ChatDelta> onDelta) {
        ToolCallPieces calls = new ToolCallPieces(failures, new CallIds(request));
        return new Chunks(failures, writer.model(), calls, onDelta);
    }
}
