package io.demijohn.gateway.internal.openai;

import io.demijohn.gateway.internal.agents.Sse;
import io.demijohn.gateway.internal.http.Dialect;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Problems;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.gateway.internal.model.ReplyStream;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionStage;

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
    private final ReplyStream stream = new ReplyStream(Sse.heartbeat());

    StreamedAnswer(Completion completion, boolean withUsage, String requestId) {
        this.completion = completion;
        this.withUsage = withUsage;
        this.requestId = requestId;
    }

    CompletionStage<Reply> reply() {
        return stream.reply();
    }

    private void begin() {
        if (stream.begin()) {
            send(completion.first());
        }
    }

    private void send(Map<String, ?> value) {
        stream.send(Sse.data(Json.write(value)));
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
        stream.send(DONE);
        stream.finish();
    }

    @Override
    public void onError(ModelException error) {
        if (!stream.refuse(error)) {
            Problem problem = Problems.of(error, Dialect.OPENAI, requestId);
            send(Map.of("error", Dialect.openAi(problem)));
            stream.breakOff();
        }
    }
}
