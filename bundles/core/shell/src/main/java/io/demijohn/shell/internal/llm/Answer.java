package io.demijohn.shell.internal.llm;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Collects one answer and measures it. */
final class Answer implements ChatListener {

    private final long begun = System.nanoTime();
    private final CompletableFuture<ChatResult> result = new CompletableFuture<>();
    private volatile long firstPiece;
    private volatile long ended;

    CompletableFuture<ChatResult> result() {
        return result;
    }

    long firstPieceMillis() {
        return TimeUnit.NANOSECONDS.toMillis((firstPiece == 0 ? ended : firstPiece) - begun);
    }

    long totalMillis() {
        return TimeUnit.NANOSECONDS.toMillis(ended - begun);
    }

    @Override
    public void onDelta(ChatDelta delta) {
        if (firstPiece == 0) {
            firstPiece = System.nanoTime();
        }
    }

    @Override
    public void onComplete(ChatResult answer) {
        ended = System.nanoTime();
        result.complete(answer);
    }

    @Override
    public void onError(ModelException error) {
        ended = System.nanoTime();
        result.completeExceptionally(error);
    }
}
