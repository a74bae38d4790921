package io.demijohn.provider.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.call.CallContext;
import io.demijohn.model.Embedder;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.ModelInfo;
import io.demijohn.outbound.internal.chat.Vectors;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.outbound.internal.exchange.Failures;
import io.demijohn.outbound.internal.exchange.Line;
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
        line.post(
                "/embeddings",
                body(request),
                "application/json",
                context,
                head -> line.reader(head, body -> read(body, request)),
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

    private Embeddings read(JsonNode body, EmbeddingRequest request) {
        if (body.hasNonNull("error")) {
            throw line.failures().inBand(Failures.error(body));
        }
        Vectors vectors = new Vectors(request.texts().size(), line.failures());
        for (JsonNode entry : body.path("data")) {
            vectors.put(entry.path("index").asInt(-1), entry.path("embedding"));
        }
        return new Embeddings(
                vectors.complete(request.dimensions()),
                Usages.read(body.path("usage")),
                body.path("model").asText(model));
    }
}
