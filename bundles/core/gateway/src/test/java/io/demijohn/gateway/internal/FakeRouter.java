package io.demijohn.gateway.internal;

import io.demijohn.call.CallContext;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.ModelRouter;
import io.demijohn.model.TokenCount;
import io.demijohn.model.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** A model that says what the test tells it to, when it tells it to. */
public final class FakeRouter implements ModelRouter {

    /** A call under way. */
    public record Open(ChatRequest request, CallContext context, ChatListener listener) {}

    private final BlockingQueue<Open> calls = new LinkedBlockingQueue<>();
    private final BlockingQueue<Open> cancelled = new LinkedBlockingQueue<>();

    @Override
    public void chat(
            List<String> candidates,
            ChatRequest request,
            CallContext context,
            ChatListener listener) {
        Open open = new Open(request, context, listener);
        context.cancellation()
                .onCancel(
                        () -> {
                            cancelled.add(open);
                            listener.onError(
                                    new ModelException(
                                            ModelException.Kind.CANCELLED, "The caller has left"));
                        });
        calls.add(open);
    }

    public BlockingQueue<Open> calls() {
        return calls;
    }

    public BlockingQueue<Open> cancelled() {
        return cancelled;
    }

    @Override
    public CompletionStage<TokenCount> countTokens(
            List<String> candidates, ChatRequest request, CallContext context) {
        return CompletableFuture.completedFuture(TokenCount.estimate(request));
    }

    @Override
    public CompletionStage<Embeddings> embed(
            List<String> candidates, EmbeddingRequest request, CallContext context) {
        if (!request.model().equals("vectors")) {
            return CompletableFuture.failedFuture(
                    new ModelException(ModelException.Kind.NOT_FOUND, "no such embedding model"));
        }
        List<float[]> vectors =
                request.texts().stream()
                        .map(text -> vector(text, request.dimensions().orElse(2)))
                        .toList();
        Optional<Usage> usage =
                request.texts().contains("uncounted")
                        ? Optional.empty()
                        : Optional.of(Usage.of(request.texts().size(), 0));
        return CompletableFuture.completedFuture(
                new Embeddings(vectors, usage, "vendor-1", Map.of("model_name", "vectors")));
    }

    /** Its length, then halves. */
    private static float[] vector(String text, int dimensions) {
        float[] vector = new float[dimensions];
        Arrays.fill(vector, 0.5f);
        vector[0] = text.length();
        return vector;
    }

    @Override
    public List<ModelInfo> embedders() {
        return List.of(
                new ModelInfo("mock", "hidden", Map.of()),
                new ModelInfo("vectors", "fake", Map.of()));
    }

    @Override
    public List<ModelInfo> models() {
        return List.of(
                new ModelInfo("mock", "fake", Map.of()),
                new ModelInfo("team/large", "fake", Map.of()));
    }
}
