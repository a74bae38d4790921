package io.demijohn.gateway.internal.responses;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a conversation as this dialect writes it: a message, a call, its output.
 *
 * @param json all of it; {@code id} and {@code type} are there
 */
record Item(Map<String, @Nullable Object> json) {

    static final String MESSAGE = "message";
    static final String CALL = "function_call";
    static final String OUTPUT = "function_call_output";
    static final String REFERENCE = "item_reference";
    static final String REASONING = "reasoning";

    String id() {
        return text("id");
    }

    String type() {
        return text("type");
    }

    boolean is(String type) {
        return type().equals(type);
    }

    String text(String field) {
        return String.valueOf(json.get(field));
    }

    static Item message(String id, String status, String text) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("type", MESSAGE);
        json.put("status", status);
        json.put("role", "assistant");
        json.put("content", status.equals("in_progress") ? List.of() : List.of(part(text)));
        return new Item(json);
    }

    static Map<String, @Nullable Object> part(String text) {
        Map<String, @Nullable Object> part = new LinkedHashMap<>();
        part.put("type", "output_text");
        part.put("text", text);
        part.put("annotations", List.of());
        part.put("logprobs", List.of());
        return part;
    }

    static Item call(String id, String status, String callId, String name, String arguments) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("type", CALL);
        json.put("status", status);
        json.put("call_id", callId);
        json.put("name", name);
        json.put("arguments", arguments);
        return new Item(json);
    }
}
