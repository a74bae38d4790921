package io.demijohn.provider.ollama.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import io.demijohn.model.Usage;
import io.demijohn.outbound.internal.chat.Answer;
import io.demijohn.outbound.internal.chat.CallIds;
import io.demijohn.outbound.internal.chat.Counts;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.outbound.internal.exchange.Failures;
import io.demijohn.outbound.internal.exchange.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Joins the lines of one answer. Only the line that says {@code done} makes it whole. A call of a
 * tool comes in one piece, often without an id, and the last line says {@code stop} all the same.
 */
final class ChatLines implements Answer {

    private static final int MOST_CALLS = 128;

    private final Failures failures;
    private final String model;
    private final CallIds ids;
    private final Consumer<ChatDelta> onDelta;
    private final StringBuilder text = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    private String servedBy = "";
    private String reason = "";
    private Optional<Usage> usage = Optional.empty();
    private boolean spoken;
    private boolean done;

    ChatLines(Failures failures, String model, CallIds ids, Consumer<ChatDelta> onDelta) {
        this.failures = failures;
        this.model = model;
        this.ids = ids;
        this.onDelta = onDelta;
    }

    @Override
    public boolean add(JsonNode line) {
        if (line.hasNonNull("error")) {
            throw failures.inBand(Failures.error(line));
        }
        servedBy = servedBy.isEmpty() ? line.path("model").asText() : servedBy;
        boolean piece = message(line.path("message"));
        if (line.path("done").asBoolean()) {
            finish(line);
        }
        spoken |= piece;
        return piece || done;
    }

    private boolean message(JsonNode message) {
        boolean said = say(message.path("content").asText());
        for (JsonNode call : message.path("tool_calls")) {
            call(call);
            said = true;
        }
        // Thoughts are not part of the answer, but they show that the model is at work.
        return said || !message.path("thinking").asText().isEmpty();
    }

    private boolean say(String more) {
        if (more.isEmpty()) {
            return false;
        }
        text.append(more);
        onDelta.accept(new ChatDelta.Text(more));
        return true;
    }

    private void call(JsonNode node) {
        String name = node.at("/function/name").asText();
        if (name.isEmpty() || calls.size() == MOST_CALLS) {
            throw failures.protocol(
                    name.isEmpty()
                            ? "a tool call without a name"
                            : "more than " + MOST_CALLS + " tool calls");
        }
        ToolCall call =
                new ToolCall(
                        ids.unique(node.path("id").asText()),
                        name,
                        arguments(node.at("/function/arguments")));
        onDelta.accept(
                new ChatDelta.Call(
                        calls.size(), Optional.of(call.id()), Optional.of(name), call.arguments()));
        calls.add(call);
    }

    private static String arguments(JsonNode arguments) {
        if (arguments.isTextual()) {
            return arguments.asText();
        }
        return arguments.isObject() ? Json.write(arguments) : "{}";
    }

    private void finish(JsonNode line) {
        done = true;
        reason = line.path("done_reason").asText();
        JsonNode read = line.path("prompt_eval_count");
        JsonNode written = line.path("eval_count");
        if (Counts.isCount(read) && Counts.isCount(written)) {
            usage = Optional.of(Usage.of(read.asLong(), written.asLong()));
        }
    }

    @Override
    public ChatResult whole(JsonNode body) {
        add(body);
        if (!body.path("message").isObject()) {
            throw failures.protocol("JSON that is not an answer of a chat");
        }
        return result();
    }

    @Override
    public Reader.Progress progress() {
        if (done) {
            return Reader.Progress.DONE;
        }
        return spoken ? Reader.Progress.SPEAKING : Reader.Progress.WAITING;
    }

    @Override
    public ChatResult result() {
        if (!done) {
            throw failures.truncated("an answer that ended in the middle");
        }
        return new ChatResult(
                Message.assistant(UUID.randomUUID().toString(), text.toString(), calls),
                finishReason(),
                usage,
                servedBy.isEmpty() ? model : servedBy,
                reason.isEmpty() ? Map.of() : Map.of("done_reason", reason));
    }

    private FinishReason finishReason() {
        if (reason.equals("length")) {
            return FinishReason.LENGTH;
        }
        return calls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS;
    }
}
