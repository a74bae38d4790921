package io.demijohn.model;

import io.demijohn.call.CallContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A chat model. Register it as an OSGi service, one service a model; several models come from
 * several configurations of one component.
 *
 * <p>An implementation must
 *
 * <ul>
 *   <li>return from {@link #chat} at once, and answer later from a thread of its own or of its HTTP
 *       client; it must not hold a thread while it waits for the network;
 *   <li>end every call exactly once, with {@code onComplete} or {@code onError};
 *   <li>stop within a second when the context is cancelled, closing the connection, and end with
 *       {@link ModelException.Kind#CANCELLED};
 *   <li>end with {@link ModelException.Kind#TIMEOUT} when the deadline passes;
 *   <li>take any number of calls at once;
 *   <li>end open calls, with {@code onError}, before its component's deactivate returns or let them
 *       finish by themselves; either way nobody waits for ever.
 * </ul>
 *
 * <p>The test kit's {@code ChatModelContract} checks all of this.
 */
@ConsumerType
public interface ChatModel {

    /**
     * A service property, optional: the name of the credential and address that the model uses, up
     * to 64 characters that reveal neither, for example the first twelve hexadecimal digits of a
     * keyed hash of both. What the platform learnt about the provider then outlives an update of
     * the bundle; and when several services have one name and different credentials, a refused one
     * is passed over at once.
     */
    String CREDENTIAL = "demijohn.credential";

    /**
     * What this model is. Does not change while the service is registered.
     *
     * @return name, provider and what to show
     */
    ModelInfo info();

    /**
     * Asks the model. Never throws: a refusal goes to the listener.
     *
     * @param request the conversation; {@link ChatRequest#model()} is the name asked for and need
     *     not be looked at
     * @param context tenant, deadline and cancellation
     * @param listener receives the answer; may be called before this method returns
     */
    void chat(ChatRequest request, CallContext context, ChatListener listener);

    /**
     * Counts the tokens of a question without asking it. Override it when the provider counts; what
     * holds for {@link #chat} about time, threads and cancelling then holds here.
     *
     * @param request the conversation
     * @param context tenant, deadline and cancellation
     * @return completes with the count, or with a {@link ModelException}; {@linkplain
     *     TokenCount#estimate an estimate} unless overridden
     */
    default CompletionStage<TokenCount> countTokens(ChatRequest request, CallContext context) {
        return CompletableFuture.completedFuture(TokenCount.estimate(request));
    }
}
