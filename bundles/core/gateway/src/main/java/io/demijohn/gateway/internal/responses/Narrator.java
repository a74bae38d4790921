package io.demijohn.gateway.internal.responses;

import io.demijohn.gateway.internal.json.Json;
import io.demijohn.model.ChatDelta;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events of a response, and its output. Told the same, it makes the same: so events are
 * not stored, and yet keep their numbers and texts for ever.
 */
final class Narrator {

    private static final String DONE = "completed";

    private final Shape shape;
    private final List<Event> events = new ArrayList<>();
    private final List<Item> output = new ArrayList<>();
    private Optional<Part> open = Optional.empty();
    private Optional<End> end = Optional.empty();

    /**
     * An event.
     *
     * @param type its name
     * @param data one line of JSON
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    record Event(String type, byte[] data) {}

    /** The item that is being made: a text, or a call. */
    private static final class Part {
        final String id;
        final int call; // -1 for a text
        final String callId;
        final String name;
        final StringBuilder said = new StringBuilder();

        Part(String id, int call, String callId, String name) {
            this.id = id;
            this.call = call;
            this.callId = callId;
            this.name = name;
        }

        Item item(String status) {
            return call < 0
                    ? Item.message(id, status, said.toString())
                    : Item.call(id, status, callId, name, said.toString());
        }
    }

    Narrator(Shape shape) {
        this.shape = shape;
        boolean queued = shape.order().background();
        response("response.created", shape.open(queued ? "queued" : "in_progress", List.of()));
        if (queued) {
            response("response.queued", shape.open("queued", List.of()));
        }
        response("response.in_progress", shape.open("in_progress", List.of()));
    }

    Shape shape() {
        return shape;
    }

    /** All events so far; an event's place is its number. */
    List<Event> events() {
        return events;
    }

    /** What is complete. */
    List<Item> output() {
        return output;
    }

    boolean hasPieces() {
        return open.isPresent() || !output.isEmpty();
    }

    Optional<End> end() {
        return end;
    }

    Map<String, @Nullable Object> object() {
        return end.map(how -> shape.ended(output, how))
                .orElseGet(() -> shape.open("in_progress", output));
    }

    private void response(String type, Map<String, @Nullable Object> object) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("response", object);
        event(type, data);
    }

    private void event(String type, Map<String, @Nullable Object> fields) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("type", type);
        data.put("sequence_number", events.size());
        data.putAll(fields);
        events.add(new Event(type, Json.write(data)));
    }

    private Map<String, @Nullable Object> place(String id) {
        Map<String, @Nullable Object> place = new LinkedHashMap<>();
        place.put("item_id", id);
        place.put("output_index", output.size());
        return place;
    }

    private Map<String, @Nullable Object> textPlace(String id) {
        Map<String, @Nullable Object> place = place(id);
        place.put("content_index", 0);
        return place;
    }

    /** A piece of the answer, one item after the other. */
    void piece(ChatDelta piece) {
        if (piece instanceof ChatDelta.Text text) {
            more(part(-1, "", ""), text.text());
        } else if (piece instanceof ChatDelta.Call call) {
            more(
                    part(call.index(), call.id().orElse(""), call.name().orElse("")),
                    call.arguments());
        }
    }

    private Part part(int call, String callId, String name) {
        if (open.isPresent() && open.get().call == call) {
            return open.get();
        }
        close(DONE);
        String type = call < 0 ? Item.MESSAGE : Item.CALL;
        Part part = new Part(Ids.output(shape.id(), type, output.size()), call, callId, name);
        open = Optional.of(part);
        item("response.output_item.added", part.item("in_progress"));
        if (call < 0) {
            Map<String, @Nullable Object> added = textPlace(part.id);
            added.put("part", Item.part(""));
            event("response.content_part.added", added);
        }
        return part;
    }

    private void item(String type, Item item) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("output_index", output.size());
        data.put("item", item.json());
        event(type, data);
    }

    private void more(Part part, String delta) {
        if (delta.isEmpty()) {
            return;
        }
        part.said.append(delta);
        Map<String, @Nullable Object> data = part.call < 0 ? textPlace(part.id) : place(part.id);
        data.put("delta", delta);
        if (part.call < 0) {
            data.put("logprobs", List.of());
            event("response.output_text.delta", data);
        } else {
            event("response.function_call_arguments.delta", data);
        }
    }

    private void close(String status) {
        if (open.isEmpty()) {
            return;
        }
        Part part = open.get();
        open = Optional.empty();
        if (part.call < 0) {
            textDone(part);
        } else {
            Map<String, @Nullable Object> done = place(part.id);
            done.put("name", part.name);
            done.put("arguments", part.said.toString());
            event("response.function_call_arguments.done", done);
        }
        Item item = part.item(status);
        item("response.output_item.done", item);
        output.add(item);
    }

    private void textDone(Part part) {
        Map<String, @Nullable Object> done = textPlace(part.id);
        done.put("text", part.said.toString());
        done.put("logprobs", List.of());
        event("response.output_text.done", done);
        Map<String, @Nullable Object> whole = textPlace(part.id);
        whole.put("part", Item.part(part.said.toString()));
        event("response.content_part.done", whole);
    }

    /** The end. What a failure has cut off stays in the output, marked as incomplete. */
    void end(End how) {
        if (how.isAnswer()) {
            if (!hasPieces()) {
                part(-1, "", "");
            }
            close(how.status());
        } else {
            open.ifPresent(part -> output.add(part.item(End.INCOMPLETE)));
            open = Optional.empty();
        }
        end = Optional.of(how);
        if (!how.status().equals(End.CANCELLED)) { // which has no event: the stream just ends
            response("response." + how.status(), shape.ended(output, how));
        }
    }
}
