package io.demijohn.gateway.internal.http;

import java.util.concurrent.CompletionStage;

/** Serves a route. */
@FunctionalInterface
public interface Endpoint {

    /**
     * Serves a request. May read from the disk, but must not wait for a model, a tool or a run.
     *
     * @param call the request
     * @return completes with the answer, or with what is wrong
     */
    CompletionStage<? extends Reply> answer(Call call);
}
