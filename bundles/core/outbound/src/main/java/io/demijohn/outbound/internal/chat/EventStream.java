package io.demijohn.outbound.internal.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ChatResult;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.outbound.internal.exchange.Failures;
import io.demijohn.outbound.internal.exchange.Reader;
import java.nio.ByteBuffer;

/**
 * Reads events: server-sent ones, or a line each. Nothing after {@code [DONE]} counts, not even a
 * second one.
 */
final class EventStream implements Reader<ChatResult> {

    private final Failures failures;
    private final Answer answer;
    private final EventParser parser;
    private long events;
    private long pieces;
    private boolean done;
    private boolean atEnd;

    EventStream(boolean inLines, Failures failures, Answer answer) {
        this.parser = inLines ? new LineParser(this::event) : new SseParser(this::event);
        this.failures = failures;
        this.answer = answer;
    }

    @Override
    public void read(ByteBuffer bytes) {
        parser.feed(bytes);
    }

    private void event(String data) {
        if (progress() == Progress.DONE) {
            return;
        }
        if (data.strip().equals("[DONE]")) {
            done = true;
            return;
        }
        events++;
        JsonNode event = Json.read(data);
        if (event.isMissingNode()) {
            throw atEnd
                    ? failures.truncated("half an event")
                    : failures.protocol("an event that is not JSON");
        }
        if (!event.isObject()) {
            throw failures.protocol("something else than JSON objects");
        }
        if (answer.add(event)) {
            pieces++;
        }
    }

    @Override
    public Progress progress() {
        return done ? Progress.DONE : answer.progress();
    }

    @Override
    public long pieces() {
        return pieces;
    }

    @Override
    public void end() {
        atEnd = true;
        parser.end();
    }

    @Override
    public ChatResult result() {
        if (events == 0) {
            throw failures.protocol("a stream without events");
        }
        if (progress() != Progress.DONE && progress() != Progress.FINISHING) {
            throw failures.truncated("a stream that ended in the middle");
        }
        return answer.result();
    }
}
