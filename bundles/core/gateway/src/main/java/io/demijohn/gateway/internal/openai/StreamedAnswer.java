package io.demijohn.gateway.internal.openai;

import io.demijohn.gateway.internal.agents.Sse;
import io.demijohn.gateway.internal.http.Dialect;
import io.demijohn.gateway.internal.http.Outlet;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Problems;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is sent as it is made. Its status is decided by the first piece: an error before
 * it is an ordinary error; one after it is an event, and the connection is broken, so that nobody
 * takes half an answer for a whole one.
 */
final class StreamedAnswer implements ChatListener {

    private static final byte[] DONE = Sse.data("[DONE]".getBytes(StandardCharsets.US_ASCII));

    private final Completion completion;
    private final boolean withUsage;
    private final String requestId;
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();

    // Pieces that come before the outlet is open.
    private final Queue<Runnable> early = new ArrayDeque<>();
    private @Nullable Outlet outlet;
    private boolean begun;

    StreamedAnswer(Completion completion, boolean withUsage, String requestId) {
        this.completion = completion;
        this.withUsage = withUsage;
        this.requestId = requestId;
    }

    CompletionStage<Reply> reply() {
        return reply;
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        send(completion.first());
        reply.complete(new Reply.Streamed(Reply.EVENTS, Map.of(), Sse.heartbeat(), this::opened));
    }

    private synchronized void opened(Outlet open) {
        outlet = open;
        for (Runnable waiting = early.poll(); waiting != null; waiting = early.poll()) {
            waiting.run();
        }
    }

    private synchronized void then(Runnable action) {
        if (outlet == null) {
            early.add(action);
        } else {
            action.run();
        }
    }

    private void send(Map<String, ?> value) {
        sendBytes(Sse.data(Json.write(value)));
    }

    private void sendBytes(byte[] bytes) {
        then(() -> offer(bytes));
    }

    // A model cannot be slowed down, so a reader that is too slow is left behind.
    private void offer(byte[] bytes) {
        Outlet open = outlet;
        if (open != null && open.offer(bytes) && open.queued() > Outlet.MAX_QUEUED) {
            open.cut();
        }
    }

    @Override
    public void onDelta(ChatDelta delta) {
        begin();
        send(completion.piece(delta));
    }

    @Override
    public void onComplete(ChatResult result) {
        begin();
        send(completion.last(result.finishReason()));
        if (withUsage) {
            send(completion.usageOnly(result.usage()));
        }
        sendBytes(DONE);
        then(() -> close(Outlet::finish));
    }

    @Override
    public void onError(ModelException error) {
        if (!begun) {
            begun = true;
            reply.completeExceptionally(error);
            return;
        }
        Problem problem = Problems.of(error, Dialect.OPENAI, requestId);
        send(Map.of("error", Dialect.openAi(problem)));
        then(() -> close(Outlet::breakOff));
    }

    private void close(java.util.function.Consumer<Outlet> how) {
        Outlet open = outlet;
        if (open != null) {
            how.accept(open);
        }
    }
}
