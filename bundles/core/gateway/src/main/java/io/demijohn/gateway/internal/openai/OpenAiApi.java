package io.demijohn.gateway.internal.openai;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.model.Asker;
import io.demijohn.gateway.internal.model.ModelCalls;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ModelInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code /v1}: chat completions and models. */
public final class OpenAiApi {

    private final Platform platform;
    private final ModelCalls calls;
    private final long since;

    /**
     * The routes' endpoints.
     *
     * @param platform the services
     * @param calls asks models
     */
    public OpenAiApi(Platform platform, ModelCalls calls) {
        this.platform = platform;
        this.calls = calls;
        this.since = calls.now().getEpochSecond();
    }

    /**
     * Adds the routes.
     *
     * @param routes the table
     */
    public void register(Routes.Builder routes) {
        routes.add("POST", "/v1/chat/completions", this::complete)
                .add("GET", "/v1/models", this::models)
                .add("GET", "/v1/models/{model}", this::model);
    }

    private CompletionStage<Reply> complete(Call call) {
        Fields body = call.body();
        ChatRequest request = ChatBody.read(body);
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

    private CompletionStage<Reply> models(Call call) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("object", "list");
        out.put("data", platform.router().models().stream().map(this::shape).toList());
        return completedFuture(Reply.json(out));
    }

    private CompletionStage<Reply> model(Call call) {
        String name = call.path("model");
        return completedFuture(
                platform.router().models().stream()
                        .filter(model -> model.name().equals(name))
                        .findFirst()
                        .map(model -> Reply.json(shape(model)))
                        .orElseThrow(
                                () ->
                                        Problem.of(404, "There is no model " + name)
                                                .withCode("model_not_found")));
    }

    private Map<String, Object> shape(ModelInfo model) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", model.name());
        out.put("object", "model");
        out.put("created", since);
        out.put("owned_by", model.provider());
        return out;
    }
}
