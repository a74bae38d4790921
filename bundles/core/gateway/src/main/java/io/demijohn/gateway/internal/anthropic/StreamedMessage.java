package io.demijohn.gateway.internal.anthropic;

import io.demijohn.gateway.internal.agents.Sse;
import io.demijohn.gateway.internal.http.Dialect;
import io.demijohn.gateway.internal.http.Problems;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.gateway.internal.model.InOrder;
import io.demijohn.gateway.internal.model.ReplyStream;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is sent as it is made: one block after the other. A failure after the first piece
 * is an event, and then the connection breaks. What comes from a provider of the same dialect is
 * handed on as it is.
 */
final class StreamedMessage implements ChatListener {

    private static final byte[] PING = event("ping", Map.of());
    private static final int NO_BLOCK = -2;
    private static final int TEXT = -1;

    private final MessageOut out;
    private final String requestId;
    private final ReplyStream stream = new ReplyStream(PING);
    private final InOrder pieces = new InOrder(this::piece);
    private int block = -1;
    private boolean theirWords; // the provider's own events say it all
    private int open = NO_BLOCK; // a call's index, or what the two constants say

    StreamedMessage(MessageOut out, String requestId) {
        this.out = out;
        this.requestId = requestId;
    }

    CompletionStage<Reply> reply() {
        return stream.reply();
    }

    private static byte[] event(String type, Map<String, ? extends @Nullable Object> fields) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("type", type);
        data.putAll(fields);
        return Sse.event(type, Json.write(data));
    }

    private void send(String type, Map<String, ? extends @Nullable Object> fields) {
        stream.send(event(type, fields));
    }

    private void begin() {
        if (stream.begin()) {
            send("message_start", Map.of("message", out.begun()));
        }
    }

    @Override
    public void onDelta(ChatDelta delta) {
        if (delta instanceof ChatDelta.Native theirs) {
            theirWords |= stream.begin();
            stream.send(Sse.event(theirs.type(), theirs.data().getBytes(StandardCharsets.UTF_8)));
        } else if (!theirWords) {
            begin();
            pieces.add(delta);
        }
    }

    private void piece(ChatDelta delta) {
        if (delta instanceof ChatDelta.Text text) {
            if (open != TEXT) {
                beginBlock(TEXT, Map.of("type", "text", "text", ""));
            }
            more(Map.of("type", "text_delta", "text", text.text()));
            return;
        }
        ChatDelta.Call call = (ChatDelta.Call) delta;
        if (open != call.index()) {
            beginBlock(
                    call.index(),
                    MessageOut.toolUse(call.id().orElse(""), call.name().orElse(""), Map.of()));
        }
        if (!call.arguments().isEmpty()) {
            more(Map.of("type", "input_json_delta", "partial_json", call.arguments()));
        }
    }

    private void beginBlock(int what, Map<String, ? extends @Nullable Object> begun) {
        endBlock();
        open = what;
        block++;
        send("content_block_start", Map.of("index", block, "content_block", begun));
    }

    private void more(Map<String, ?> delta) {
        send("content_block_delta", Map.of("index", block, "delta", delta));
    }

    private void endBlock() {
        if (open != NO_BLOCK) {
            send("content_block_stop", Map.of("index", block));
            open = NO_BLOCK;
        }
    }

    @Override
    public void onComplete(ChatResult result) {
        if (!theirWords) {
            inOurWords(result);
        }
        stream.finish();
    }

    private void inOurWords(ChatResult result) {
        begin();
        pieces.complete();
        endBlock();
        send(
                "message_delta",
                Map.of("delta", out.end(result), "usage", MessageOut.usage(result.usage())));
        send("message_stop", Map.of());
    }

    @Override
    public void onError(ModelException error) {
        if (!stream.refuse(error)) {
            Map<String, Object> told =
                    Dialect.anthropic(Problems.of(error, Dialect.ANTHROPIC, requestId), requestId);
            stream.send(Sse.event("error", Json.write(told)));
            stream.breakOff();
        }
    }
}
