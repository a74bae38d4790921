package io.demijohn.gateway.internal.anthropic;

import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An answer that is sent when it is complete. */
final class WholeMessage implements ChatListener {

    private final MessageOut out;
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();

    WholeMessage(MessageOut out) {
        this.out = out;
    }

    CompletionStage<Reply> reply() {
        return reply;
    }

    @Override
    public void onDelta(ChatDelta delta) {
        // the result has it all
    }

    @Override
    public void onComplete(ChatResult result) {
        reply.complete(
                result.metadata().get("native") instanceof String theirs
                        ? Reply.jsonBytes(theirs.getBytes(StandardCharsets.UTF_8))
                        : Reply.json(out.whole(result)));
    }

    @Override
    public void onError(ModelException error) {
        reply.completeExceptionally(error);
    }
}
