package io.demijohn.gateway.internal.openai;

import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.model.Asker;
import io.demijohn.gateway.internal.model.ModelCalls;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.model.ChatRequest;
import java.util.concurrent.CompletionStage;

/** {@code /v1}: chat completions, embeddings and models. */
public final class OpenAiApi {

    private final ModelCalls calls;
    private final ModelsApi models;

    /**
     * The routes' endpoints.
     *
     * @param platform the services
     * @param calls asks models
     */
    public OpenAiApi(Platform platform, ModelCalls calls) {
        this.calls = calls;
        this.models = new ModelsApi(platform, calls.now());
    }

    /**
     * Adds the routes.
     *
     * @param routes the table
     */
    public void register(Routes.Builder routes) {
        routes.add("POST", "/v1/chat/completions", this::complete)
                .add("POST", "/v1/embeddings", this::embed);
        models.register(routes);
    }

    private CompletionStage<Reply> complete(Call call) {
        Fields body = call.body();
        ChatRequest request = ChatBody.read(body, call.bodyText());
        Completion completion =
                new Completion(
                        "chatcmpl-" + call.requestId(),
                        calls.now().getEpochSecond(),
                        request.model());
        boolean usage =
                body.optionalObject("stream_options")
                        .flatMap(options -> options.optionalBoolean("include_usage"))
                        .orElse(false);
        if (!body.optionalBoolean("stream").orElse(false)) {
            WholeAnswer answer = new WholeAnswer(completion);
            calls.chat(Asker.of(call), request, answer);
            return answer.reply();
        }
        StreamedAnswer answer = new StreamedAnswer(completion, usage, call.requestId());
        calls.chat(Asker.of(call), request, answer);
        return answer.reply();
    }

    private CompletionStage<Reply> embed(Call call) {
        EmbeddingBody body = EmbeddingBody.read(call.body());
        return calls.embed(Asker.of(call), body.request())
                .thenApply(answer -> Reply.json(EmbeddingList.of(body, answer)));
    }
}
