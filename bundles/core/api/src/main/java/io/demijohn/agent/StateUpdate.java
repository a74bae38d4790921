package io.demijohn.agent;

import io.demijohn.model.Message;
import java.util.List;
import java.util.Map;

/**
 * A change of a thread's state, as an input or an edit says it. A message whose id is there already
 * replaces it; others are added at the end.
 *
 * @param messages to add or replace
 * @param removals ids of messages to delete
 * @param other further keys to set
 */
public record StateUpdate(
        List<Message> messages, List<String> removals, Map<String, Object> other) {

    /** Copies. */
    public StateUpdate {
        messages = List.copyOf(messages);
        removals = List.copyOf(removals);
        other = Json.copy(other);
    }

    /**
     * Only messages.
     *
     * @param messages to add or replace
     * @return the update
     */
    public static StateUpdate of(List<Message> messages) {
        return new StateUpdate(messages, List.of(), Map.of());
    }
}
