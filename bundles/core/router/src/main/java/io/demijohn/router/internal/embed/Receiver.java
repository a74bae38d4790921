package io.demijohn.router.internal.embed;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Waits for an answer that comes in one piece.
 *
 * @param <T> the answer
 */
public final class Receiver<T> implements ChatListener {

    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final Function<ChatResult, T> unpacking;

    Receiver(Function<ChatResult, T> unpacking) {
        this.unpacking = unpacking;
    }

    @Override
    public void onDelta(ChatDelta delta) {
        throw new IllegalStateException("an answer in one piece has no pieces");
    }

    @Override
    public void onComplete(ChatResult result) {
        answer.complete(unpacking.apply(result));
    }

    @Override
    public void onError(ModelException error) {
        answer.completeExceptionally(error);
    }

    /**
     * The answer.
     *
     * @return completes once the call is over; the caller cannot complete it
     */
    public CompletionStage<T> answer() {
        return answer.minimalCompletionStage();
    }
}
