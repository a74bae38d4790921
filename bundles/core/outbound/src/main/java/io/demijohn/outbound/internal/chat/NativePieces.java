package io.demijohn.outbound.internal.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatResult;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.outbound.internal.exchange.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An answer whose events also go to the caller as the provider sent them. The events before the
 * first content wait for it: until then another model may still be asked.
 */
public final class NativePieces implements Answer {

    /** Joins events to the body that the provider would have sent in one piece. */
    public interface Body {

        /**
         * Takes the next event.
         *
         * @param event one that the answer took
         */
        void add(JsonNode event);

        /**
         * All of it.
         *
         * @return JSON text
         */
        String text();
    }

    private final String dialect;
    private final Body body;
    private final Consumer<ChatDelta> onDelta;
    private final Answer answer;
    private final List<ChatDelta> held = new ArrayList<>();
    private boolean begun;

    /**
     * Wraps an answer.
     *
     * @param dialect whose events they are
     * @param body joins them
     * @param onDelta gets the pieces
     * @param answer makes the answer that passes its pieces on to what it is given
     */
    public NativePieces(
            String dialect,
            Body body,
            Consumer<ChatDelta> onDelta,
            Function<Consumer<ChatDelta>, Answer> answer) {
        this.dialect = dialect;
        this.body = body;
        this.onDelta = onDelta;
        this.answer = answer.apply(this::pass);
    }

    private void pass(ChatDelta delta) {
        release();
        onDelta.accept(delta);
    }

    private void release() {
        begun = true;
        held.forEach(onDelta);
        held.clear();
    }

    @Override
    public boolean add(JsonNode event) {
        held.add(new ChatDelta.Native(dialect, event.path("type").asText(), Json.write(event)));
        boolean piece = answer.add(event);
        body.add(event);
        if (piece || begun) {
            release();
        }
        return piece;
    }

    @Override
    public ChatResult whole(JsonNode whole) {
        return with(Json.write(whole), answer.whole(whole));
    }

    @Override
    public Reader.Progress progress() {
        return answer.progress();
    }

    @Override
    public ChatResult result() {
        ChatResult result = answer.result();
        release();
        return with(body.text(), result);
    }

    private static ChatResult with(String text, ChatResult result) {
        Map<String, Object> metadata = new LinkedHashMap<>(result.metadata());
        metadata.put(ChatResult.NATIVE, text);
        return new ChatResult(
                result.message(), result.finishReason(), result.usage(), result.model(), metadata);
    }
}
