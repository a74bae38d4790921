package io.demijohn.model;

import io.demijohn.call.CallContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The platform's one way to models: finds who serves a name, and fails over to the next candidate
 * until the first piece of an answer has been passed on.
 */
@ProviderType
public interface ModelRouter {

    /**
     * Asks the first candidate that answers.
     *
     * @param candidates names of models or routes, in order; empty means the request's model alone
     * @param request the conversation
     * @param context tenant, deadline and cancellation
     * @param listener receives the answer. Its result's metadata has {@code model_name}, the name
     *     that served, and {@code attempts}, how many candidates were asked. A name that nobody
     *     serves is {@link ModelException.Kind#NOT_FOUND}
     */
    void chat(
            List<String> candidates,
            ChatRequest request,
            CallContext context,
            ChatListener listener);

    /**
     * Counts tokens by the first candidate that can, by the rules of {@link #chat}.
     *
     * @param candidates names of models or routes, in order; empty means the request's model alone
     * @param request the conversation
     * @param context tenant, deadline and cancellation
     * @return completes with the count, marked when it is an estimate, or with a {@link
     *     ModelException}
     */
    CompletionStage<TokenCount> countTokens(
            List<String> candidates, ChatRequest request, CallContext context);

    /**
     * Makes vectors by the first embedding model that can, by the rules of {@link #chat}. Only
     * models that make vectors of one kind belong into one route: a vector does not say whose it
     * is.
     *
     * @param candidates names of embedding models or routes, in order; empty means the request's
     *     model alone
     * @param request the texts
     * @param context tenant, deadline and cancellation
     * @return completes with a vector for each text, or with a {@link ModelException}. The metadata
     *     has {@code model_name}, the name that served, and {@code attempts}
     */
    CompletionStage<Embeddings> embed(
            List<String> candidates, EmbeddingRequest request, CallContext context);

    /**
     * What can be asked for now, routes included.
     *
     * @return by name
     */
    List<ModelInfo> models();

    /**
     * What can be asked for vectors now. A route is among {@link #models()}, whatever it leads to.
     *
     * @return by name
     */
    List<ModelInfo> embedders();
}
