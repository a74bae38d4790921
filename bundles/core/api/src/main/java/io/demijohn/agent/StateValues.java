package io.demijohn.agent;

import io.demijohn.model.Message;
import java.util.List;
import java.util.Map;

/**
 * What a thread holds.
 *
 * @param messages the conversation, oldest first
 * @param other further keys that callers put into the input or the state; the last value wins
 */
public record StateValues(List<Message> messages, Map<String, Object> other) {

    /** Nothing yet. */
    public static final StateValues EMPTY = new StateValues(List.of(), Map.of());

    /** Copies. */
    public StateValues {
        messages = List.copyOf(messages);
        other = Json.copy(other);
    }
}
