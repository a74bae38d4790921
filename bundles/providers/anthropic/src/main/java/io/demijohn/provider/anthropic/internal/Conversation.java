package io.demijohn.provider.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.Role;
import io.demijohn.outbound.internal.chat.RequestParts;
import io.demijohn.outbound.internal.config.Json;
import java.util.List;
import java.util.Optional;

/**
 * A conversation as Anthropic wants it: instructions apart from all else, user and assistant in
 * turn, the user first, and the results of tools at the beginning of the user's turn.
 *
 * @param system blocks of instructions
 * @param turns at least one
 */
record Conversation(ArrayNode system, ArrayNode turns) {

    static Conversation of(List<Message> messages, Optional<String> instruction) {
        ArrayNode system = Json.NODES.arrayNode();
        ArrayNode turns = Json.NODES.arrayNode();
        for (Message message : messages) {
            if (message.role() == Role.SYSTEM) {
                Blocks.text(RequestParts.textOnly(message), system);
            } else {
                Blocks.of(message).forEach(block -> say(role(message), (ObjectNode) block, turns));
            }
        }
        instruction.ifPresent(text -> Blocks.text(text, system));
        return new Conversation(system, turns).complete();
    }

    private static String role(Message message) {
        return message.role() == Role.ASSISTANT ? "assistant" : "user";
    }

    private static void say(String role, ObjectNode block, ArrayNode turns) {
        JsonNode last = turns.path(turns.size() - 1);
        ArrayNode turn =
                last.path("role").asText().equals(role)
                        ? (ArrayNode) last.get("content")
                        : turns.addObject().put("role", role).putArray("content");
        if (Blocks.isResult(block)) {
            turn.insert(results(turn), block);
        } else {
            turn.add(block);
        }
    }

    private static int results(ArrayNode turn) {
        int results = 0;
        while (results < turn.size() && Blocks.isResult(turn.get(results))) {
            results++;
        }
        return results;
    }

    private Conversation complete() {
        if (turns.isEmpty() && system.isEmpty()) {
            throw new ModelException(
                    Kind.INVALID_REQUEST, "messages must hold some text, a picture or a call");
        }
        if (turns.isEmpty()) {
            // Instructions alone are a question to other providers.
            turns.addObject().put("role", "user").set("content", system);
            return new Conversation(Json.NODES.arrayNode(), turns);
        }
        if (!turns.path(0).path("role").asText().equals("user")) {
            Blocks.text(".", turns.insertObject(0).put("role", "user").putArray("content"));
        }
        stripEnd();
        return this;
    }

    /** A beginning that the model shall go on with must not end in white space. */
    private void stripEnd() {
        JsonNode last = turns.path(turns.size() - 1);
        JsonNode content = last.path("content");
        if (last.path("role").asText().equals("assistant")
                && content.path(content.size() - 1) instanceof ObjectNode block
                && block.has("text")) {
            block.put("text", block.get("text").asText().stripTrailing());
        }
    }
}
