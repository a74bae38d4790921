package io.demijohn.runtime.internal.run;

import io.demijohn.agent.StateUpdate;
import io.demijohn.model.Message;
import io.demijohn.runtime.internal.journal.NameId;
import io.demijohn.runtime.internal.json.JsonText;
import io.demijohn.runtime.internal.json.MessageJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What callers send, made fit to be written down. */
final class Inputs {

    /** A request is shown with its run when it is no larger. */
    private static final int SHOWN_KWARGS = 4 * 1024;

    /** Its input only when small: that is stored with the state already. */
    private static final int SHOWN_WITH_INPUT = 512;

    private Inputs() {}

    /** Messages without an id get one that is the same whenever the run is begun. */
    static StateUpdate named(StateUpdate update, String owner) {
        List<Message> messages = new ArrayList<>();
        for (Message message : update.messages()) {
            String id = message.id();
            messages.add(
                    id.isBlank()
                            ? message.withId(NameId.of(owner, "input-" + messages.size()))
                            : message);
        }
        return new StateUpdate(messages, update.removals(), update.other());
    }

    static Map<String, Object> kwargs(Map<String, Object> kwargs) {
        if (kwargs.isEmpty() || JsonText.bytes(kwargs).length <= SHOWN_WITH_INPUT) {
            return kwargs;
        }
        Map<String, Object> small = new LinkedHashMap<>(kwargs);
        small.remove("input");
        return JsonText.bytes(small).length <= SHOWN_KWARGS ? small : Map.of();
    }

    static Map<String, Object> config(Map<String, Object> base, Map<String, Object> more) {
        Map<String, Object> all = merge(base, more);
        if (base.get("configurable") instanceof Map<?, ?> old
                && more.get("configurable") instanceof Map<?, ?> fresh) {
            Map<Object, Object> both = new LinkedHashMap<>(old);
            both.putAll(fresh);
            all.put("configurable", both);
        }
        return all;
    }

    static Map<String, Object> merge(Map<String, Object> base, Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(base);
        all.putAll(more);
        return all;
    }

    /** How many bytes it has. */
    static int bounded(StateUpdate update, int bytes) {
        int length = JsonText.bytes(MessageJson.write(update).map()).length;
        if (length > bytes) {
            throw Failures.invalid(
                    "input must be at most " + bytes + " bytes of JSON (input.max.bytes)");
        }
        return length;
    }

    static void bounded(String field, Map<String, Object> value, int bytes) {
        if (!value.isEmpty() && JsonText.bytes(value).length > bytes) {
            throw Failures.invalid(field + " must be at most " + bytes + " bytes of JSON");
        }
    }
}
