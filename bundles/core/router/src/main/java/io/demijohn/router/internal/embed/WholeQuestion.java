package io.demijohn.router.internal.embed;

import io.demijohn.call.CallContext;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.router.internal.call.Question;
import io.demijohn.router.internal.directory.Served;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A question whose answer comes in one piece.
 *
 * @param asking calls the plugin
 * @param packing checks and packs its answer
 * @param <T> the answer
 */
record WholeQuestion<T>(
        BiFunction<ChatModel, CallContext, CompletionStage<T>> asking,
        Function<T, ChatResult> packing)
        implements Question {

    @Override
    public void ask(Served candidate, CallContext context, ChatListener listener) {
        asking.apply(candidate.model(), context)
                .thenApply(packing)
                .whenComplete(
                        (result, error) -> {
                            if (error == null) {
                                listener.onComplete(result);
                            } else {
                                listener.onError(failure(error));
                            }
                        });
    }

    private static ModelException failure(Throwable error) {
        Throwable cause =
                error instanceof CompletionException && error.getCause() != null
                        ? error.getCause()
                        : error;
        return cause instanceof ModelException known
                ? known
                : new ModelException(
                        Kind.INTERNAL,
                        "the model failed with " + cause.getClass().getName(),
                        cause,
                        Optional.empty());
    }
}
