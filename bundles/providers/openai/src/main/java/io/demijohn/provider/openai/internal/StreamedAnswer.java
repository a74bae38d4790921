package io.demijohn.provider.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ChatResult;
import io.demijohn.outbound.internal.config.Json;
import java.nio.ByteBuffer;

/** Reads server-sent events. Nothing after {@code [DONE]} counts, not even a second one. */
final class StreamedAnswer implements Reader<ChatResult> {

    private final Failures failures;
    private final Chunks chunks;
    private final SseParser parser = new SseParser(this::event);
    private long events;
    private boolean spoken;
    private boolean done;
    private boolean atEnd;

    StreamedAnswer(Failures failures, Chunks chunks) {
        this.failures = failures;
        this.chunks = chunks;
    }

    @Override
    public void read(ByteBuffer bytes) {
        parser.feed(bytes);
    }

    private void event(String data) {
        if (done) {
            return;
        }
        events++;
        if (data.strip().equals("[DONE]")) {
            done = true;
            return;
        }
        JsonNode chunk = Json.read(data);
        if (chunk.isMissingNode()) {
            throw atEnd
                    ? failures.truncated("half an event")
                    : failures.protocol("an event that is not JSON");
        }
        spoken |= chunks.add(chunk);
    }

    @Override
    public Progress progress() {
        if (done) {
            return Progress.DONE;
        }
        if (chunks.isFinished()) {
            return Progress.FINISHING;
        }
        return spoken ? Progress.SPEAKING : Progress.WAITING;
    }

    @Override
    public long pieces() {
        return events;
    }

    @Override
    public void end() {
        atEnd = true;
        if (!done) {
            parser.end();
        }
    }

    @Override
    public ChatResult result() {
        if (events == 0 || (done && events == 1)) {
            throw failures.protocol("a stream without events");
        }
        if (!done && !chunks.isFinished()) {
            throw failures.truncated("a stream that ended in the middle");
        }
        return chunks.result();
    }
}
