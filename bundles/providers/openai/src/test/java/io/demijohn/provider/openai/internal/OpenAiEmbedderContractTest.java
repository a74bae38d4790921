package io.demijohn.provider.openai.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.call.Cancellation;
import io.demijohn.model.Embedder;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.Usage;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.outbound.internal.exchange.Line;
import io.demijohn.testkit.model.EmbedderContract;
import io.demijohn.testkit.model.EmbedderStand;
import io.demijohn.testkit.upstream.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiEmbedderContractTest extends EmbedderContract {

    private static final String JSON = "application/json";

    @Override
    protected EmbedderStand stand(Situation situation) {
        return stand(
                switch (situation) {
                    case ANSWERS -> OpenAiEmbedderContractTest::answer;
                    case FAILS -> call -> call.answer(500, JSON, "{}");
                    case HANGS -> Call::hold;
                });
    }

    /** A vector for each text, in reverse order, as the index allows. */
    private static void answer(Call call) throws IOException {
        ObjectNode body = Json.NODES.objectNode().put("model", "e-1");
        int texts = Json.read(call.raw().body()).path("input").size();
        int length = Json.read(call.raw().body()).path("dimensions").asInt();
        var data = body.putArray("data");
        for (int i = texts - 1; i >= 0; i--) {
            ArrayNode vector = data.addObject().put("index", i).putArray("embedding").add(i);
            IntStream.range(1, length).forEach(at -> vector.add(0.5));
        }
        body.putObject("usage").put("prompt_tokens", 5).put("total_tokens", 5);
        call.answer(200, JSON, body.toString());
    }

    @Test
    void keepsTheOrderOfTheTexts() {
        try (EmbedderStand stand = stand(Situation.ANSWERS)) {
            Embeddings three = embed(stand, List.of("a", "b", "c"));
            assertThat(three.vectors())
                    .containsExactly(
                            new float[] {0, 0.5f}, new float[] {1, 0.5f}, new float[] {2, 0.5f});
            assertThat(three.usage()).contains(Usage.of(5, 0));
            assertThat(three.model()).isEqualTo("e-1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "nonsense",
                "{\"data\":[{\"index\":0,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":5,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":1,\"embedding\":[1,2]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[\"NaN\"]},{\"index\":1,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1e300]},{\"index\":1,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[]},{\"index\":1,\"embedding\":[]}]}",
            })
    void refusesWhatAreNoVectors(String body) {
        try (EmbedderStand stand = stand(call -> call.answer(200, JSON, body))) {
            assertThatThrownBy(() -> embed(stand, List.of("a", "b")))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            ModelException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.PROTOCOL));
        }
    }

    private static Embeddings embed(EmbedderStand stand, List<String> texts) {
        return stand.embedder()
                .embed(
                        EmbeddingRequest.of("any", texts),
                        Asked.context(Duration.ofSeconds(10), Cancellation.NEVER))
                .toCompletableFuture()
                .join();
    }

    private static EmbedderStand stand(Script script) {
        Upstream upstream = new Upstream(call -> script.play(new Call(call)));
        Line line =
                Stand.line(upstream, Stand.limits(Duration.ofSeconds(20), Duration.ofSeconds(20)));
        Embedder embedder =
                new OpenAiEmbedder(
                        new ModelInfo("e", "openai", Map.of()), "e-1", Optional.of(2), line);
        return new EmbedderStand() {
            @Override
            public Embedder embedder() {
                return embedder;
            }

            @Override
            public void stop() {
                line.close(Duration.ofMillis(100));
            }

            @Override
            public void close() {
                line.close(Duration.ZERO);
                upstream.close();
            }
        };
    }
}
