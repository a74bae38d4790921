package io.demijohn.model;

import io.demijohn.call.CallContext;
import java.util.List;
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
     * Turns texts into vectors. Returns at once; must not hold a thread while it waits.
     *
     * @param texts at least one
     * @param context tenant, deadline and cancellation
     * @return completes with a vector for each text, or with a {@link ModelException}
     */
    CompletionStage<Embeddings> embed(List<String> texts, CallContext context);
}
