package io.demijohn.provider.openai.internal;

import io.demijohn.call.CallContext;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.ToolCall;
import io.demijohn.outbound.internal.config.Json;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A chat model behind {@code POST /chat/completions}. */
final class OpenAiModel implements ChatModel {

    private static final int ERROR_BYTES = 64 * 1024;

    private final ModelInfo info;
    private final RequestWriter writer;
    private final Limits limits;
    private final Line line;

    OpenAiModel(ModelInfo info, RequestWriter writer, Limits limits, Line line) {
        this.info = info;
        this.writer = writer;
        this.limits = limits;
        this.line = line;
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public void chat(ChatRequest request, CallContext context, ChatListener listener) {
        try {
            line.post(
                    "/chat/completions",
                    writer.write(request),
                    "text/event-stream, application/json",
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

    private Reader<ChatResult> reader(
            HttpResponse.ResponseInfo head, ChatRequest request, Consumer<ChatDelta> onDelta) {
        if (head.statusCode() / 100 != 2) {
            return refusal(line.failures(), head, line.clock().instant());
        }
        Chunks chunks =
                new Chunks(
                        line.failures(),
                        writer.model(),
                        new ToolCallPieces(line.failures(), idsIn(request)),
                        onDelta);
        String type = head.headers().firstValue("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (type.contains("html")) {
            throw line.failures().protocol("a web page; check base.url");
        }
        // A server that cannot stream answers with one JSON object.
        return type.contains("json")
                ? new WholeBody<>((int) limits.maxBytes(), body -> whole(body, chunks))
                : new StreamedAnswer(line.failures(), chunks);
    }

    private ChatResult whole(String body, Chunks chunks) {
        chunks.add(Json.read(body));
        if (!chunks.isFinished()) {
            throw line.failures().protocol("JSON that is not a chat completion");
        }
        return chunks.result();
    }

    static <T> Reader<T> refusal(Failures failures, HttpResponse.ResponseInfo head, Instant now) {
        return new WholeBody<>(
                ERROR_BYTES,
                body -> {
                    throw failures.status(
                            head.statusCode(), body, RetryAfter.of(head.headers(), now));
                });
    }

    private static Set<String> idsIn(ChatRequest request) {
        return request.messages().stream()
                .flatMap(message -> message.toolCalls().stream())
                .map(ToolCall::id)
                .collect(Collectors.toSet());
    }
}
