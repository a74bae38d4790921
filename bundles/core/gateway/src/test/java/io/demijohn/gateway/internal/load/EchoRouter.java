package io.demijohn.gateway.internal.load;

import io.demijohn.call.CallContext;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.ModelRouter;
import io.demijohn.model.TokenCount;
import io.demijohn.model.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A model that takes no time: twenty pieces, or one answer of 500 characters. */
final class EchoRouter implements ModelRouter {

    private static final int PIECES = 20;
    private static final ChatResult RESULT =
            new ChatResult(
                    Message.assistant("a", "0123456789".repeat(50), List.of()),
                    FinishReason.STOP,
                    Optional.of(Usage.of(40, 120)),
                    "mock",
                    Map.of());

    @Override
    public void chat(
            List<String> candidates,
            ChatRequest request,
            CallContext context,
            ChatListener listener) {
        for (int i = 0; i < PIECES; i++) {
            listener.onDelta(new ChatDelta.Text("twenty-five characters ok"));
        }
        listener.onComplete(RESULT);
    }

    @Override
    public CompletionStage<TokenCount> countTokens(
            List<String> candidates, ChatRequest request, CallContext context) {
        return CompletableFuture.completedFuture(TokenCount.estimate(request));
    }

    @Override
    public CompletionStage<Embeddings> embed(
            List<String> candidates, EmbeddingRequest request, CallContext context) {
        return CompletableFuture.failedFuture(
                new ModelException(ModelException.Kind.NOT_FOUND, "no embedding model is here"));
    }

    @Override
    public List<ModelInfo> embedders() {
        return List.of();
    }

    @Override
    public List<ModelInfo> models() {
        return List.of(new ModelInfo("mock", "echo", Map.of()));
    }
}
