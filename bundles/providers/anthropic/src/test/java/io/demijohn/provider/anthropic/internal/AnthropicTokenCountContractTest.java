package io.demijohn.provider.anthropic.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.call.Cancellation;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Message;
import io.demijohn.model.Original;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import io.demijohn.model.TokenCount;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.testkit.model.ModelStand;
import io.demijohn.testkit.model.TokenCountContract;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class AnthropicTokenCountContractTest extends TokenCountContract {

    private static final String JSON = "application/json";

    @Override
    protected ModelStand stand(Situation situation) {
        return new Stand(
                call -> {
                    switch (situation) {
                        case ANSWERS -> call.answer(200, JSON, "{\"input_tokens\":17}");
                        case FAILS -> call.answer(529, JSON, "{}");
                        case HANGS -> call.hold();
                    }
                });
    }

    private static TokenCount count(Script script, ChatRequest request) {
        try (Stand stand = new Stand(script)) {
            return stand.model()
                    .countTokens(request, Asked.context(Duration.ofSeconds(10), Cancellation.NEVER))
                    .toCompletableFuture()
                    .join();
        }
    }

    @Test
    void asksWithoutWhatDecidesTheAnswer() {
        AtomicReference<String> path = new AtomicReference<>();
        AtomicReference<String> body = new AtomicReference<>();
        Script script =
                call -> {
                    path.set(call.raw().target());
                    body.set(call.raw().body());
                    call.answer(200, JSON, "{\"input_tokens\":17}");
                };
        Sampling hot =
                new Sampling(
                        Optional.of(0.5),
                        Optional.empty(),
                        Optional.of(64),
                        Optional.empty(),
                        List.of("END"),
                        Optional.empty(),
                        Optional.empty());
        ChatRequest request =
                new ChatRequest("any", List.of(Message.text("u", Role.USER, "hi")), List.of(), hot);
        assertThat(count(script, request)).isEqualTo(new TokenCount(17, false));
        assertThat(path.get()).isEqualTo("/v1/messages/count_tokens");
        assertThat(Json.read(body.get()))
                .isEqualTo(
                        Json.read(
                                "{\"model\":\"up-1\",\"messages\":[{\"role\":\"user\",\"content\":"
                                        + "[{\"type\":\"text\",\"text\":\"hi\"}]}]}"));
        String words =
                "{\"model\":\"mine\",\"max_tokens\":5,\"thinking\":{\"type\":\"enabled\"},"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        count(script, request.withOriginal(new Original(Original.ANTHROPIC, words, List.of())));
        JsonNode sent = Json.read(body.get());
        assertThat(sent.at("/thinking/type").asText()).isEqualTo("enabled");
        assertThat(sent.get("model").asText()).isEqualTo("up-1");
        assertThat(sent.has("max_tokens") || sent.has("stream")).isFalse();
    }

    @Test
    void whereTheProviderCannotCountItIsEstimated() {
        try (Stand stand = new Stand(call -> call.answer(404, JSON, "{}"), false)) {
            TokenCount count =
                    stand.model()
                            .countTokens(
                                    Asked.question(),
                                    Asked.context(Duration.ofSeconds(10), Cancellation.NEVER))
                            .toCompletableFuture()
                            .join();
            assertThat(count.estimated()).isTrue();
            assertThat(stand.upstream().idle(Duration.ZERO)).isTrue();
        }
    }
}
