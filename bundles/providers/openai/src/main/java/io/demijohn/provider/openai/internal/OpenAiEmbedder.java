package io.demijohn.provider.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.call.CallContext;
import io.demijohn.model.Embedder;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.ModelInfo;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.outbound.internal.exchange.Failures;
import io.demijohn.outbound.internal.exchange.Line;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An embedding model behind {@code POST /embeddings}. */
final class OpenAiEmbedder implements Embedder {

    private final ModelInfo info;
    private final String model;
    private final Optional<Integer> dimensions;
    private final Line line;

    OpenAiEmbedder(ModelInfo info, String model, Optional<Integer> dimensions, Line line) {
        this.info = info;
        this.model = model;
        this.dimensions = dimensions;
        this.line = line;
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public CompletionStage<Embeddings> embed(EmbeddingRequest request, CallContext context) {
        CompletableFuture<Embeddings> answer = new CompletableFuture<>();
        int texts = request.texts().size();
        line.post(
                "/embeddings",
                body(request),
                "application/json",
                context,
                head -> line.reader(head, body -> read(body, texts)),
                answer::complete,
                answer::completeExceptionally);
        return answer;
    }

    private String body(EmbeddingRequest request) {
        ObjectNode body = Json.NODES.objectNode().put("model", model);
        ArrayNode input = body.putArray("input");
        request.texts().forEach(input::add);
        body.put("encoding_format", "float");
        request.dimensions()
                .or(() -> dimensions)
                .ifPresent(length -> body.put("dimensions", length));
        return Json.write(body);
    }

    private Embeddings read(JsonNode body, int texts) {
        if (body.hasNonNull("error")) {
            throw line.failures().inBand(Failures.error(body));
        }
        float[][] vectors = new float[texts][];
        for (JsonNode entry : body.path("data")) {
            int index = entry.path("index").asInt(-1);
            if (index < 0 || index >= texts) {
                throw line.failures().protocol("an embedding without a valid index");
            }
            vectors[index] = vector(entry.path("embedding"));
        }
        check(vectors);
        return new Embeddings(
                Arrays.asList(vectors),
                Usages.read(body.path("usage")),
                body.path("model").asText(model));
    }

    private float[] vector(JsonNode numbers) {
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            JsonNode number = numbers.get(i);
            vector[i] = number.isNumber() ? number.floatValue() : Float.NaN;
            if (!Float.isFinite(vector[i])) {
                throw line.failures().protocol("an embedding that is not made of numbers");
            }
        }
        return vector;
    }

    private void check(float[][] vectors) {
        for (float[] vector : vectors) {
            if (vector == null || vector.length == 0 || vector.length != vectors[0].length) {
                throw line.failures().protocol("embeddings that are missing or differ in length");
            }
        }
    }
}
