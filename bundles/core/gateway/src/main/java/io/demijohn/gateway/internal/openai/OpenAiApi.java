package io.demijohn.gateway.internal.openai;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.call.CallContext;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ModelInfo;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code /v1}: chat completions and models. */
public final class OpenAiApi {

    private static final Duration TOTAL = Duration.ofMinutes(10);

    private final Platform platform;
    private final InstantSource clock;
    private final long since;

    /**
     * The routes' endpoints.
     *
     * @param platform the services
     * @param clock the time
     */
    public OpenAiApi(Platform platform, InstantSource clock) {
        this.platform = platform;
        this.clock = clock;
        this.since = clock.instant().getEpochSecond();
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
                        clock.instant().getEpochSecond(),
                        request.model());
        CallContext context =
                new CallContext(
                        call.tenant(),
                        call.requestId(),
                        call.header("traceparent").filter(OpenAiApi::isTraceparent),
                        clock.instant().plus(TOTAL),
                        call.gone());
        boolean usage =
                body.optionalObject("stream_options")
                        .flatMap(options -> options.optionalBoolean("include_usage"))
                        .orElse(false);
        if (!body.optionalBoolean("stream").orElse(false)) {
            WholeAnswer answer = new WholeAnswer(completion);
            platform.router().chat(List.of(), request, context, answer);
            return answer.reply();
        }
        StreamedAnswer answer = new StreamedAnswer(completion, usage, call.requestId());
        platform.router().chat(List.of(), request, context, answer);
        return answer.reply();
    }

    private static boolean isTraceparent(String text) {
        return text.matches("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
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
