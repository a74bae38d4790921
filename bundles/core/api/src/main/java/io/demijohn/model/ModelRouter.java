package io.demijohn.model;

import io.demijohn.call.CallContext;
import java.util.List;
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
     * What can be asked for now, routes included.
     *
     * @return by name
     */
    List<ModelInfo> models();
}
