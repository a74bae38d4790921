package io.demijohn.provider.anthropic.internal;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatRequest;
import io.demijohn.outbound.internal.chat.Answer;
import io.demijohn.outbound.internal.chat.CallIds;
import io.demijohn.outbound.internal.chat.Dialect;
import io.demijohn.outbound.internal.exchange.Failures;
import java.util.function.Consumer;

/** {@code POST /v1/messages}. */
record AnthropicDialect(RequestWriter writer) implements Dialect {

    @Override
    public String path() {
        return "/v1/messages";
    }

    @Override
    public String write(ChatRequest request) {
        return writer.write(request);
    }

    @Override
    public Answer answer(ChatRequest request, Failures failures, Consumer<ChatDelta> onDelta) {
        AnswerBlocks blocks = new AnswerBlocks(failures, new CallIds(request), onDelta);
        return new MessageEvents(failures, writer.model(), blocks);
    }
}
