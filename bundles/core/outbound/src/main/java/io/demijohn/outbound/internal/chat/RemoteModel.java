package io.demijohn.outbound.internal.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.call.CallContext;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.TokenCount;
import io.demijohn.outbound.internal.exchange.Line;
import io.demijohn.outbound.internal.exchange.Reader;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A chat model at the other end of a line. */
public final class RemoteModel implements ChatModel {

    private final ModelInfo info;
    private final Dialect dialect;
    private final Line line;

    /**
     * Asks nothing yet.
     *
     * @param info what it is
     * @param dialect how it is asked
     * @param line leads there
     */
    public RemoteModel(ModelInfo info, Dialect dialect, Line line) {
        this.info = info;
        this.dialect = dialect;
        this.line = line;
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public void chat(ChatRequest request, CallContext context, ChatListener listener) {
        try {
            refuseForeign(request);
            line.post(
                    dialect.path(),
                    dialect.write(request),
                    dialect.inLines()
                            ? "application/x-ndjson, application/json"
                            : "text/event-stream, application/json",
                    context,
                    head -> reader(head, request, listener::onDelta),
                    listener::onComplete,
                    listener::onError);
        } catch (ModelException e) {
            listener.onError(e);
        } catch (RuntimeException e) {
            listener.onError(
                    new ModelException(
                            Kind.INTERNAL, "a defect while asking", e, Optional.empty()));
        }
    }

    /** What this provider has no word for would be missing from the question. */
    private void refuseForeign(ChatRequest request) {
        request.original()
                .filter(words -> !words.dialect().equals(dialect.original()))
                .flatMap(words -> words.refusal(info.name()))
                .ifPresent(
                        refusal -> {
                            throw refusal;
                        });
    }

    @Override
    public CompletionStage<TokenCount> countTokens(ChatRequest request, CallContext context) {
        Counting counting = dialect.counting().orElse(null);
        if (counting == null) {
            return ChatModel.super.countTokens(request, context);
        }
        CompletableFuture<TokenCount> answer = new CompletableFuture<>();
        try {
            refuseForeign(request);
            line.post(
                    counting.path(),
                    counting.write(request),
                    "application/json",
                    context,
                    head -> line.reader(head, body -> count(counting.read(body))),
                    answer::complete,
                    answer::completeExceptionally);
        } catch (ModelException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private TokenCount count(JsonNode count) {
        if (!Counts.isCount(count)) {
            throw line.failures().protocol("something else than a count of tokens");
        }
        return new TokenCount(count.asLong(), false);
    }

    private Reader<ChatResult> reader(
            HttpResponse.ResponseInfo head, ChatRequest request, Consumer<ChatDelta> onDelta) {
        Answer answer = dialect.answer(request, line.failures(), onDelta);
        // A server that cannot stream answers with one JSON object.
        return line.reader(
                head,
                body -> whole(body, answer),
                () -> new EventStream(dialect.inLines(), line.failures(), answer));
    }

    private ChatResult whole(JsonNode body, Answer answer) {
        if (!body.isObject()) {
            throw line.failures().protocol("something else than a JSON object");
        }
        return answer.whole(body);
    }
}
