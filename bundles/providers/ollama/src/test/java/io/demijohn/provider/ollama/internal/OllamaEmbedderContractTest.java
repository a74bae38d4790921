package io.demijohn.provider.ollama.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OllamaEmbedderContractTest extends EmbedderContract {

    @Override
    protected EmbedderStand stand(Situation situation) {
        return stand(
                switch (situation) {
                    case ANSWERS -> OllamaEmbedderContractTest::answer;
                    case FAILS -> call -> call.answer(500, "{\"error\":\"no\"}");
                    case HANGS -> call -> call.raw().hold();
                });
    }

    private static void answer(Call call) throws IOException {
        JsonNode asked = Json.read(call.raw().body());
        ObjectNode body = Json.NODES.objectNode().put("model", "e-1:latest");
        ArrayNode all = body.putArray("embeddings");
        for (int i = 0; i < asked.path("input").size(); i++) {
            ArrayNode vector = all.addArray().add(i);
            for (int j = 1; j < asked.path("dimensions").asInt(2); j++) {
                vector.add(0.5);
            }
        }
        call.answer(200, body.put("prompt_eval_count", 5).toString());
    }

    @Test
    void asksForAnErrorWhereOllamaWouldCut() {
        AtomicReference<String> sent = new AtomicReference<>();
        Script script =
                call -> {
                    sent.set(call.raw().target() + " " + call.raw().body());
                    answer(call);
                };
        try (EmbedderStand stand = stand(script)) {
            Embeddings answer = embed(stand, Optional.of(3));
            assertThat(answer.vectors())
                    .containsExactly(new float[] {0, 0.5f, 0.5f}, new float[] {1, 0.5f, 0.5f});
            assertThat(answer.usage()).contains(Usage.of(5, 0));
            assertThat(answer.model()).isEqualTo("e-1:latest");
        }
        assertThat(sent.get())
                .isEqualTo(
                        "/api/embed {\"model\":\"e-1\",\"input\":[\"a\",\"b\"],\"truncate\":false,"
                                + "\"dimensions\":3,\"keep_alive\":-1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                            | PROTOCOL",
                "{\"embeddings\":[[1]]}                        | PROTOCOL",
                "{\"embeddings\":[[1],[2],[3]]}                | PROTOCOL",
                "{\"embeddings\":[[1],[1,2]]}                  | PROTOCOL",
                "{\"embeddings\":[[\"x\"],[1]]}                | PROTOCOL",
                "{\"embeddings\":[[1,2],[3,4]]}                | INVALID_REQUEST",
                "{\"error\":\"exceeds the context length\"}    | CONTEXT_LENGTH"
            })
    void refusesWhatAreNoVectors(String body, Kind kind) {
        try (EmbedderStand stand = stand(call -> call.answer(200, body))) {
            assertThatThrownBy(() -> embed(stand, Optional.of(3)))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(kind));
        }
    }

    private static Embeddings embed(EmbedderStand stand, Optional<Integer> dimensions) {
        EmbeddingRequest request = new EmbeddingRequest("any", List.of("a", "b"), dimensions);
        return stand.embedder()
                .embed(request, Asked.context(Duration.ofSeconds(10), Cancellation.NEVER))
                .toCompletableFuture()
                .join();
    }

    private static EmbedderStand stand(Script script) {
        Upstream upstream = new Upstream(call -> script.play(new Call(call)));
        Line line = Stand.line(upstream);
        Embedder embedder =
                new OllamaEmbedder(
                        new ModelInfo("e", "ollama", Map.of()),
                        "e-1",
                        new Residence("-1", 0),
                        line);
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
