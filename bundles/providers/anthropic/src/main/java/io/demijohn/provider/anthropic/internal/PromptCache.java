package io.demijohn.provider.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a request says that what stands before may be cached. The provider reads tools, then the
 * system prompt, then messages, looks for the longest cached beginning that ends at a mark, and
 * takes four marks at most; this sets three.
 *
 * @param instructions marks the end of tools and system prompt
 * @param conversation marks the end of the conversation, and where it ended the last time
 * @param ttl {@code 5m} or {@code 1h}
 */
record PromptCache(boolean instructions, boolean conversation, String ttl) {

    static final PromptCache OFF = new PromptCache(false, false, "5m");

    static PromptCache of(String reach, String ttl) {
        if (!ttl.equals("5m") && !ttl.equals("1h")) {
            throw new IllegalArgumentException("prompt.cache.ttl must be 5m or 1h");
        }
        return switch (reach) {
            case "off" -> OFF;
            case "instructions" -> new PromptCache(true, false, ttl);
            case "conversation" -> new PromptCache(true, true, ttl);
            default ->
                    throw new IllegalArgumentException(
                            "prompt.cache must be off, instructions or conversation");
        };
    }

    void mark(ArrayNode tools, ArrayNode system, ArrayNode messages) {
        if (instructions) {
            last(system.isEmpty() ? tools : system);
        }
        if (conversation) {
            List<JsonNode> spoken = new ArrayList<>();
            messages.forEach(turn -> spoken.add(turn.get("content")));
            // Every request ends with a user's turn, so the one before it ended two turns earlier.
            last(spoken.get(spoken.size() - 1));
            if (spoken.size() > 2) {
                last(spoken.get(spoken.size() - 3));
            }
        }
    }

    private void last(JsonNode blocks) {
        if (blocks.path(blocks.size() - 1) instanceof ObjectNode block) {
            ObjectNode mark = block.putObject("cache_control").put("type", "ephemeral");
            if (!ttl.equals("5m")) {
                mark.put("ttl", ttl);
            }
        }
    }
}
