package io.demijohn.router.internal.embed;

import io.demijohn.call.CallContext;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Embedder;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ModelInfo;

/**
 * An embedding model in the place of a chat model, so that it has a breaker, stands by and is
 * replaced as they are.
 *
 * @param embedder the service
 */
public record EmbeddingModel(Embedder embedder) implements ChatModel {

    @Override
    public ModelInfo info() {
        return embedder.info();
    }

    @Override
    public void chat(ChatRequest request, CallContext context, ChatListener listener) {
        listener.onError(new ModelException(Kind.INVALID_REQUEST, "the model makes vectors only"));
    }
}
