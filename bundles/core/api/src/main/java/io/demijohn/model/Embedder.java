package io.demijohn.model;

import io.demijohn.call.CallContext;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** An embedding model. Register it as an OSGi service, one service a model. */
@ConsumerType
public interface Embedder {

    /**
     * What this model is.
     *
     * @return name, provider and what to show
     */
    ModelInfo info();

    /**
     * Turns texts into vectors. Returns at once, and never throws; must not hold a thread while it
     * waits, and closes its connection when the context is cancelled.
     *
     * @param request the texts; {@link EmbeddingRequest#model()} is the name asked for and need not
     *     be looked at. A length that the model cannot give is {@link
     *     ModelException.Kind#INVALID_REQUEST}
     * @param context tenant, deadline and cancellation
     * @return completes with a vector for each text, or with a {@link ModelException}
     */
    CompletionStage<Embeddings> embed(EmbeddingRequest request, CallContext context);
}
