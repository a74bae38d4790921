package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.StateUpdate;
import io.demijohn.agent.StateValues;
import io.demijohn.model.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Applies changes to states. */
public final class Values {

    private Values() {}

    /**
     * The state after a change.
     *
     * @param values before
     * @param update the change
     * @return after
     */
    public static StateValues apply(StateValues values, StateUpdate update) {
        Map<String, Object> other = values.other();
        if (!update.other().isEmpty()) {
            other = new LinkedHashMap<>(other);
            other.putAll(update.other());
        }
        return new StateValues(messages(values.messages(), update), other);
    }

    private static List<Message> messages(List<Message> old, StateUpdate update) {
        if (update.messages().isEmpty() && update.removals().isEmpty()) {
            return old;
        }
        Set<String> removals = new HashSet<>(update.removals());
        Map<String, Message> fresh = new LinkedHashMap<>();
        update.messages().forEach(message -> fresh.put(message.id(), message));
        List<Message> result = new ArrayList<>(old.size() + fresh.size());
        Set<String> replaced = new HashSet<>();
        for (Message message : old) {
            Message present = fresh.getOrDefault(message.id(), message);
            if (fresh.containsKey(message.id())) {
                replaced.add(message.id());
            }
            if (!removals.contains(message.id())) {
                result.add(present);
            }
        }
        fresh.values().stream()
                .filter(message -> !replaced.contains(message.id()))
                .filter(message -> !removals.contains(message.id()))
                .forEach(result::add);
        return result;
    }
}
