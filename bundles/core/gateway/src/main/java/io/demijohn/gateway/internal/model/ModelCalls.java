package io.demijohn.gateway.internal.model;

import io.demijohn.call.CallContext;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.TokenCount;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where a model call of any dialect begins and ends. */
public final class ModelCalls {

    private static final Duration TOTAL = Duration.ofMinutes(10);

    private final Platform platform;
    private final InstantSource clock;

    /**
     * Calls models through the platform's router.
     *
     * @param platform the services
     * @param clock the time
     */
    public ModelCalls(Platform platform, InstantSource clock) {
        this.platform = platform;
        this.clock = clock;
    }

    /**
     * The time.
     *
     * @return now
     */
    public Instant now() {
        return clock.instant();
    }

    /**
     * Asks a model.
     *
     * @param asker who asks
     * @param request what
     * @param listener receives the answer; not called when this throws
     * @throws io.demijohn.gateway.internal.http.Problem when the call may not begin
     */
    public void chat(Asker asker, ChatRequest request, ChatListener listener) {
        asker.asks().accept(request.model());
        platform.router().chat(List.of(), request, context(asker), listener);
    }

    /**
     * Asks for vectors.
     *
     * @param asker who asks
     * @param request the texts
     * @return completes with a vector for each, or with a {@code ModelException}
     */
    public CompletionStage<Embeddings> embed(Asker asker, EmbeddingRequest request) {
        asker.asks().accept(request.model());
        return platform.router().embed(List.of(), request, context(asker));
    }

    /**
     * Counts a question's tokens without asking it.
     *
     * @param asker who asks
     * @param request what
     * @return completes with the count, or with a {@code ModelException}
     */
    public CompletionStage<TokenCount> countTokens(Asker asker, ChatRequest request) {
        asker.asks().accept(request.model());
        return platform.router().countTokens(List.of(), request, context(asker));
    }

    /**
     * What travels with a call.
     *
     * @param asker who asks
     * @return with the deadline of a model call
     */
    public CallContext context(Asker asker) {
        return new CallContext(
                        asker.principal().tenant(),
                        asker.requestId(),
                        asker.traceparent(),
                        clock.instant().plus(TOTAL),
                        asker.gone())
                .withKey(Optional.of(asker.principal().keyId()).filter(id -> !id.isEmpty()));
    }
}
