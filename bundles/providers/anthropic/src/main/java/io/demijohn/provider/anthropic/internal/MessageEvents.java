package io.demijohn.provider.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import io.demijohn.outbound.internal.chat.Answer;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.outbound.internal.exchange.Failures;
import io.demijohn.outbound.internal.exchange.Reader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Joins the events of one message, as Anthropic's documentation on streaming tells them. Only
 * {@code message_stop} says that an answer is whole.
 */
final class MessageEvents implements Answer {

    private final Failures failures;
    private final String model;
    private final AnswerBlocks blocks;
    private final TokenCounts tokens = new TokenCounts();
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private String servedBy = "";
    private String stopReason = "";
    private boolean begun;
    private boolean spoken;
    private boolean stopped;

    MessageEvents(Failures failures, String model, AnswerBlocks blocks) {
        this.failures = failures;
        this.model = model;
        this.blocks = blocks;
    }

    @Override
    public boolean add(JsonNode event) {
        String type = event.path("type").asText();
        boolean piece =
                switch (type) {
                    case "message_start" -> begin(event.path("message"));
                    case "content_block_start",
                            "content_block_delta",
                            "content_block_stop",
                            "message_delta",
                            "message_stop" ->
                            inside(type, event);
                    default -> other(event);
                };
        spoken |= piece;
        return piece;
    }

    private boolean begin(JsonNode message) {
        if (begun) {
            throw failures.protocol("a second message in one answer");
        }
        begun = true;
        if (message.path("id").isTextual()) {
            metadata.put("id", message.get("id").asText());
        }
        servedBy = message.path("model").asText();
        tokens.read(message.path("usage"));
        return false;
    }

    private boolean inside(String type, JsonNode event) {
        if (!begun) {
            throw failures.protocol("the event " + type + " before message_start");
        }
        JsonNode index = event.path("index");
        return switch (type) {
            case "content_block_start" -> blocks.begin(index, event.path("content_block"));
            case "content_block_delta" -> blocks.more(index, event.path("delta"));
            case "content_block_stop" -> blocks.end(index);
            case "message_delta" -> finish(event.path("delta"), event.path("usage"));
            default -> stop();
        };
    }

    private boolean finish(JsonNode delta, JsonNode usage) {
        if (delta.path("stop_reason").isTextual()) {
            stopReason = delta.get("stop_reason").asText();
        }
        tokens.read(usage);
        tokens.written(usage);
        return true;
    }

    private boolean stop() {
        stopped = true;
        return true;
    }

    /** Pings show that the connection is alive, not the model; and unknown events may come. */
    private boolean other(JsonNode event) {
        if (event.hasNonNull("error")) {
            throw failures.inBand(Failures.error(event));
        }
        return false;
    }

    @Override
    public ChatResult whole(JsonNode body) {
        other(body);
        if (!body.path("content").isArray()) {
            throw failures.protocol("JSON that is not a message");
        }
        begin(body);
        int number = 0;
        for (JsonNode block : body.get("content")) {
            JsonNode index = Json.NODES.numberNode(number++);
            blocks.begin(index, block);
            blocks.end(index);
        }
        finish(body, body.path("usage"));
        stop();
        return result();
    }

    @Override
    public Reader.Progress progress() {
        if (stopped) {
            return Reader.Progress.DONE;
        }
        return spoken ? Reader.Progress.SPEAKING : Reader.Progress.WAITING;
    }

    @Override
    public ChatResult result() {
        if (!stopped || stopReason.isEmpty() || !blocks.allEnded()) {
            throw failures.truncated("a message that ended in the middle");
        }
        metadata.put("stop_reason", stopReason);
        tokens.cacheWrites().ifPresent(count -> metadata.put(TokenCounts.CACHE_WRITES, count));
        List<ToolCall> calls = blocks.calls();
        String id = metadata.getOrDefault("id", UUID.randomUUID()).toString();
        return new ChatResult(
                Message.assistant(id, blocks.text(), calls),
                finishReason(calls.isEmpty()),
                tokens.usage(),
                servedBy.isEmpty() ? model : servedBy,
                metadata);
    }

    private FinishReason finishReason(boolean noCalls) {
        return switch (stopReason) {
            // A turn that pauses is for tools of the provider's own, and not the whole answer.
            case "max_tokens", "model_context_window_exceeded", "pause_turn" -> FinishReason.LENGTH;
            case "refusal" -> FinishReason.CONTENT_FILTER;
            default -> noCalls ? FinishReason.STOP : FinishReason.TOOL_CALLS;
        };
    }
}
