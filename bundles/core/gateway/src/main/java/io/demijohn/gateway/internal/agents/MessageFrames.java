package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The modes that show messages as they grow. In {@code messages-tuple} readers join what has one
 * id, so each piece is sent once and never the whole again; in {@code messages} each event has all
 * so far.
 */
final class MessageFrames {

    private static final String PARTIAL = "messages/partial";

    private final RunFrames frames;
    private final Run run;
    private final boolean tuples;
    private final boolean wholes;
    private final boolean events;
    private @Nullable PartialMessage partial;

    MessageFrames(RunFrames frames, StreamModes modes, Run run) {
        this.frames = frames;
        this.run = run;
        this.tuples = modes.has("messages-tuple");
        this.wholes = modes.has("messages");
        this.events = modes.has("events");
    }

    void delta(RunEvent.MessageDelta event) {
        Map<String, @Nullable Object> chunk = chunk(event.messageId(), event.delta());
        frames.put(
                event,
                "messages",
                tuples,
                () -> List.of(chunk, metadata("agent", event.step(), event.metadata())));
        PartialMessage message = partial;
        boolean first = message == null || !message.id().equals(event.messageId());
        if (message == null || first) {
            message = new PartialMessage(event.messageId());
            partial = message;
        }
        message.add(event.delta());
        announced(
                event, event.messageId(), wholes && first, "agent", event.step(), event.metadata());
        Map<String, @Nullable Object> soFar = wholes ? message.shape() : Map.of();
        frames.put(event, PARTIAL, wholes, () -> List.of(soFar));
        frames.put(
                event,
                "events",
                events,
                () -> event("on_chat_model_stream", "chunk", chunk, event.step()));
    }

    void complete(RunEvent.MessageComplete event) {
        Message message = event.message();
        Map<String, @Nullable Object> shape =
                event.streamed() ? ending(message) : MessageOut.one(message);
        frames.put(
                event,
                "messages",
                tuples,
                () -> List.of(shape, metadata(event.node(), event.step(), event.metadata())));
        announced(
                event,
                message.id(),
                wholes && !event.streamed(),
                event.node(),
                event.step(),
                event.metadata());
        frames.put(event, "messages/complete", wholes, () -> List.of(MessageOut.one(message)));
        frames.put(
                event,
                "events",
                events && message.role() == Role.ASSISTANT,
                () -> event("on_chat_model_end", "output", MessageOut.one(message), event.step()));
        partial = null;
    }

    private void announced(
            RunEvent event,
            String messageId,
            boolean wanted,
            String node,
            long step,
            Map<String, Object> more) {
        frames.put(
                event,
                "messages/metadata",
                wanted,
                () -> Map.of(messageId, Map.of("metadata", metadata(node, step, more))));
    }

    // What only the end knows, as a piece without text.
    private static Map<String, @Nullable Object> ending(Message message) {
        Map<String, @Nullable Object> out = chunk(message.id());
        out.put("response_metadata", MessageOut.responseMetadata(message.metadata()));
        MessageOut.usage(message, out);
        return out;
    }

    private static Map<String, @Nullable Object> chunk(String id) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("type", "ai");
        out.put("id", id);
        out.put("content", "");
        out.put("tool_call_chunks", List.of());
        out.put("tool_calls", List.of());
        out.put("invalid_tool_calls", List.of());
        out.put(MessageOut.EXTRAS, Map.of());
        out.put("response_metadata", Map.of());
        return out;
    }

    private static Map<String, @Nullable Object> chunk(String id, ChatDelta delta) {
        Map<String, @Nullable Object> out = chunk(id);
        if (delta instanceof ChatDelta.Text text) {
            out.put("content", text.text());
        } else {
            out.put("tool_call_chunks", List.of(call((ChatDelta.Call) delta)));
        }
        return out;
    }

    private static Map<String, Object> call(ChatDelta.Call call) {
        Map<String, Object> out = new LinkedHashMap<>();
        call.name().ifPresent(name -> out.put("name", name));
        out.put("args", call.arguments());
        call.id().ifPresent(id -> out.put("id", id));
        out.put("index", call.index());
        out.put("type", "tool_call_chunk");
        return out;
    }

    private Map<String, @Nullable Object> metadata(
            String node, long step, Map<String, Object> more) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        String namespace = node + ":" + task(node, step);
        out.put("run_id", run.id());
        out.put("thread_id", run.threadId());
        out.put("assistant_id", run.assistantId());
        out.put("graph_id", run.agent());
        out.put("langgraph_node", node);
        out.put("langgraph_step", step);
        out.put("langgraph_checkpoint_ns", namespace);
        out.put("checkpoint_ns", namespace);
        out.putAll(MessageOut.responseMetadata(more));
        return out;
    }

    private UUID task(String node, long step) {
        return UUID.nameUUIDFromBytes(
                (run.id() + "/" + step + "/" + node).getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> event(String name, String field, Object value, long step) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("event", name);
        out.put("name", "ChatModel");
        out.put("run_id", run.id());
        out.put("tags", List.of());
        out.put("metadata", metadata("agent", step, Map.of()));
        out.put("data", Map.of(field, value));
        return out;
    }

    /** A message that is still growing. */
    private static final class PartialMessage {
        private final String id;
        private final StringBuilder text = new StringBuilder();
        private final List<ToolCall> calls = new ArrayList<>();

        PartialMessage(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }

        void add(ChatDelta delta) {
            if (delta instanceof ChatDelta.Text more) {
                text.append(more.text());
                return;
            }
            ChatDelta.Call call = (ChatDelta.Call) delta;
            while (calls.size() <= call.index()) {
                calls.add(new ToolCall("", "", ""));
            }
            ToolCall known = calls.get(call.index());
            calls.set(
                    call.index(),
                    new ToolCall(
                            call.id().orElse(known.id()),
                            call.name().orElse(known.name()),
                            known.arguments() + call.arguments()));
        }

        Map<String, @Nullable Object> shape() {
            return MessageOut.one(Message.assistant(id, text.toString(), calls));
        }
    }
}
