package io.demijohn.provider.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.Usage;
import io.demijohn.outbound.internal.chat.Answer;
import io.demijohn.outbound.internal.exchange.Failures;
import io.demijohn.outbound.internal.exchange.Reader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Joins the chunks of one streamed answer. */
final class Chunks implements Answer {

    private final Failures failures;
    private final String model;
    private final Consumer<ChatDelta> onDelta;
    private final StringBuilder text = new StringBuilder();
    private final ToolCallPieces calls;
    private String id = "";
    private String servedBy = "";
    private String finish = "";
    private Optional<Usage> usage = Optional.empty();
    private boolean spoken;
    private boolean refusal;

    Chunks(Failures failures, String model, ToolCallPieces calls, Consumer<ChatDelta> onDelta) {
        this.failures = failures;
        this.model = model;
        this.calls = calls;
        this.onDelta = onDelta;
    }

    /** Reads one {@code chat.completion.chunk}; each is a sign of life. */
    @Override
    public boolean add(JsonNode chunk) {
        if (chunk.hasNonNull("error")) {
            throw failures.inBand(Failures.error(chunk));
        }
        id = id.isEmpty() ? chunk.path("id").asText() : id;
        servedBy = servedBy.isEmpty() ? chunk.path("model").asText() : servedBy;
        usage = Usages.read(chunk.path("usage")).or(() -> usage);
        JsonNode choice = chunk.path("choices").path(0);
        if (choice.path("finish_reason").isTextual()) {
            finish = choice.get("finish_reason").asText();
        }
        spoken |= delta(choice.has("delta") ? choice.get("delta") : choice.path("message"));
        return true;
    }

    @Override
    public ChatResult whole(JsonNode body) {
        add(body);
        if (finish.isEmpty()) {
            throw failures.protocol("JSON that is not a chat completion");
        }
        return result();
    }

    private boolean delta(JsonNode delta) {
        boolean said = say(delta.path("content"));
        boolean refused = say(delta.path("refusal"));
        refusal |= refused;
        boolean spoke = said || refused;
        for (JsonNode piece : delta.path("tool_calls")) {
            calls.add(piece).forEach(onDelta);
            spoke = true;
        }
        // Thoughts are not part of the answer, but they show that the model is at work.
        return spoke || isSaid(delta.path("reasoning_content")) || isSaid(delta.path("reasoning"));
    }

    private boolean say(JsonNode content) {
        if (!isSaid(content)) {
            return false;
        }
        text.append(content.asText());
        onDelta.accept(new ChatDelta.Text(content.asText()));
        return true;
    }

    private static boolean isSaid(JsonNode content) {
        return content.isTextual() && !content.asText().isEmpty();
    }

    @Override
    public Reader.Progress progress() {
        if (!finish.isEmpty()) {
            return Reader.Progress.FINISHING;
        }
        return spoken ? Reader.Progress.SPEAKING : Reader.Progress.WAITING;
    }

    @Override
    public ChatResult result() {
        calls.complete().forEach(onDelta);
        String answerId = id.isEmpty() ? UUID.randomUUID().toString() : id;
        Map<String, Object> metadata = new LinkedHashMap<>();
        if (!id.isEmpty()) {
            metadata.put("id", id);
        }
        if (refusal) {
            metadata.put("refusal", true);
        }
        return new ChatResult(
                Message.assistant(answerId, text.toString(), calls.joined()),
                finishReason(),
                usage,
                servedBy.isEmpty() ? model : servedBy,
                metadata);
    }

    private FinishReason finishReason() {
        return switch (finish) {
            case "length" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            // Some servers say "stop" after tool calls, and some "tool_calls" without any.
            default -> calls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS;
        };
    }
}
