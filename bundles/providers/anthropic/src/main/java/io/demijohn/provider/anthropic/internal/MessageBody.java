package io.demijohn.provider.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.outbound.internal.chat.NativePieces;
import io.demijohn.outbound.internal.config.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Joins the events of a message to the message. They have been checked before. */
final class MessageBody implements NativePieces.Body {

    private static final Map<String, String> JOINED =
            Map.of(
                    "text_delta", "text",
                    "thinking_delta", "thinking",
                    "input_json_delta", "partial_json");

    private final Map<Integer, Block> open = new HashMap<>();
    private ObjectNode message = Json.NODES.objectNode();

    /** A block and what its pieces said so far, by field. */
    private record Block(ObjectNode node, Map<String, StringBuilder> joined) {}

    @Override
    public void add(JsonNode event) {
        switch (event.path("type").asText()) {
            case "message_start" -> message = copy(event.path("message"));
            case "content_block_start" -> begin(event);
            case "content_block_delta" -> more(block(event), event.path("delta"));
            case "content_block_stop" -> end(block(event));
            case "message_delta" -> finish(event);
            default -> {} // pings and what this bundle does not know
        }
    }

    private void begin(JsonNode event) {
        ObjectNode block = copy(event.path("content_block"));
        content().add(block);
        open.put(event.path("index").asInt(), new Block(block, new HashMap<>()));
    }

    private ArrayNode content() {
        return message.path("content") instanceof ArrayNode all ? all : message.putArray("content");
    }

    private static ObjectNode copy(JsonNode node) {
        return node instanceof ObjectNode object ? object.deepCopy() : Json.NODES.objectNode();
    }

    private Block block(JsonNode event) {
        return Objects.requireNonNull(open.get(event.path("index").asInt()), "no open block");
    }

    private static void more(Block block, JsonNode delta) {
        String type = delta.path("type").asText();
        String field = JOINED.get(type);
        if (field != null) {
            block.joined()
                    .computeIfAbsent(field, name -> new StringBuilder())
                    .append(delta.path(field).asText());
        } else if (type.equals("citations_delta")) {
            citations(block.node()).add(delta.path("citation"));
        } else if (type.equals("signature_delta")) {
            block.node().set("signature", delta.path("signature"));
        }
    }

    private static ArrayNode citations(ObjectNode block) {
        return block.path("citations") instanceof ArrayNode all ? all : block.putArray("citations");
    }

    private static void end(Block block) {
        block.joined()
                .forEach(
                        (field, more) -> {
                            if (field.equals("partial_json")) {
                                input(block.node(), Json.read(more.toString()));
                            } else {
                                String begun = block.node().path(field).asText();
                                block.node().put(field, begun + more);
                            }
                        });
    }

    /** A call whose arguments were cut short has none, as at its beginning. */
    private static void input(ObjectNode block, JsonNode input) {
        if (input.isObject()) {
            block.set("input", input);
        }
    }

    private void finish(JsonNode event) {
        event.path("delta").properties().forEach(e -> message.set(e.getKey(), e.getValue()));
        ObjectNode usage =
                message.path("usage") instanceof ObjectNode known
                        ? known
                        : message.putObject("usage");
        event.path("usage")
                .properties()
                .forEach(
                        e -> {
                            if (!e.getValue().isNull()) {
                                usage.set(e.getKey(), e.getValue());
                            }
                        });
    }

    @Override
    public String text() {
        return Json.write(message);
    }
}
