package io.demijohn.provider.ollama.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.call.CallContext;
import io.demijohn.model.Embedder;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.Usage;
import io.demijohn.outbound.internal.chat.Counts;
import io.demijohn.outbound.internal.chat.Vectors;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.outbound.internal.exchange.Failures;
import io.demijohn.outbound.internal.exchange.Line;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An embedding model behind {@code POST /api/embed}. A text that is too long is an error. */
final class OllamaEmbedder implements Embedder {

    private final ModelInfo info;
    private final String model;
    private final Residence residence;
    private final Line line;

    OllamaEmbedder(ModelInfo info, String model, Residence residence, Line line) {
        this.info = info;
        this.model = model;
        this.residence = residence;
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
                "/api/embed",
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
        body.put("truncate", false);
        request.dimensions().ifPresent(length -> body.put("dimensions", length));
        ObjectNode options = Json.NODES.objectNode();
        residence.options(options);
        if (!options.isEmpty()) {
            body.set("options", options);
        }
        residence.write(body);
        return Json.write(body);
    }

    private Embeddings read(JsonNode body, EmbeddingRequest request) {
        if (body.hasNonNull("error")) {
            throw line.failures().inBand(Failures.error(body));
        }
        JsonNode all = body.path("embeddings");
        Vectors vectors = new Vectors(request.texts().size(), line.failures());
        for (int i = 0; i < all.size(); i++) {
            vectors.put(i, all.get(i));
        }
        JsonNode read = body.path("prompt_eval_count");
        return new Embeddings(
                vectors.complete(request.dimensions()),
                Counts.isCount(read) ? Optional.of(Usage.of(read.asLong(), 0)) : Optional.empty(),
                body.path("model").asText(model));
    }
}
