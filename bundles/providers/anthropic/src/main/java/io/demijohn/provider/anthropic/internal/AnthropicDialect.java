package io.demijohn.provider.anthropic.internal;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Original;
import io.demijohn.outbound.internal.chat.Answer;
import io.demijohn.outbound.internal.chat.CallIds;
import io.demijohn.outbound.internal.chat.Counting;
import io.demijohn.outbound.internal.chat.Dialect;
import io.demijohn.outbound.internal.chat.NativePieces;
import io.demijohn.outbound.internal.exchange.Failures;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code POST /v1/messages}.
 *
 * @param writer of requests
 * @param counts whether the provider counts tokens
 */
record AnthropicDialect(RequestWriter writer, boolean counts) implements Dialect {

    @Override
    public String original() {
        return writer.passThrough() ? Original.ANTHROPIC : "";
    }

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
        return writer.own(request).isEmpty()
                ? answer(new CallIds(request), failures, onDelta)
                : new NativePieces(
                        original(),
                        new MessageBody(),
                        onDelta,
                        pieces -> answer(new CallIds(request), failures, pieces));
    }

    private Answer answer(CallIds ids, Failures failures, Consumer<ChatDelta> onDelta) {
        AnswerBlocks blocks = new AnswerBlocks(failures, ids, onDelta);
        return new MessageEvents(failures, writer.model(), blocks);
    }

    @Override
    public Optional<Counting> counting() {
        return counts ? Optional.of(new CountRequest(writer)) : Optional.empty();
    }
}
