package io.demijohn.gateway.internal.anthropic;

import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Dialect;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.model.Asker;
import io.demijohn.gateway.internal.model.ModelCalls;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.TokenCount;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** {@code /v1/messages}, in front of every provider. */
public final class AnthropicApi {

    private static final Pattern VERSION = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private final ModelCalls calls;

    /**
     * The routes' endpoints.
     *
     * @param calls asks models
     */
    public AnthropicApi(ModelCalls calls) {
        this.calls = calls;
    }

    /**
     * Adds the routes.
     *
     * @param routes the table
     */
    public void register(Routes.Builder routes) {
        routes.add("POST", "/v1/messages", this::create)
                .add("POST", "/v1/messages/count_tokens", this::count);
    }

    private CompletionStage<Reply> create(Call call) {
        checkVersion(call);
        Fields body = call.body();
        ChatRequest request = MessagesBody.read(body, call.bodyText());
        MessageOut out = new MessageOut(call.requestId(), request);
        if (body.optionalBoolean("stream").orElse(false)) {
            StreamedMessage answer = new StreamedMessage(out, call.requestId());
            calls.chat(Asker.of(call), request, answer);
            return answer.reply();
        }
        WholeMessage answer = new WholeMessage(out);
        calls.chat(Asker.of(call), request, answer);
        return answer.reply();
    }

    private CompletionStage<Reply> count(Call call) {
        checkVersion(call);
        ChatRequest request = MessagesBody.readQuestion(call.body(), call.bodyText());
        return calls.countTokens(Asker.of(call), request).thenApply(AnthropicApi::counted);
    }

    private static Reply counted(TokenCount count) {
        Reply.Whole answer = Reply.json(Map.of("input_tokens", count.inputTokens()));
        return count.estimated() ? Reply.with(answer, "Demijohn-Estimated", "true") : answer;
    }

    // Every version that there is says the same of what is served here.
    private static void checkVersion(Call call) {
        call.header(Dialect.ANTHROPIC_HEADER)
                .filter(version -> !VERSION.matcher(version).matches())
                .ifPresent(
                        version -> {
                            throw Problem.of(
                                            400,
                                            Dialect.ANTHROPIC_HEADER
                                                    + " must be a date such as 2023-06-01")
                                    .withField(Dialect.ANTHROPIC_HEADER);
                        });
    }
}
