package io.demijohn.gateway.internal.responses;

import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.gateway.internal.json.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A response as its journal tells it.
 *
 * @param key its journal
 * @param sequence of its last record
 * @param shape what was asked for
 * @param told what has been answered
 * @param owner the id of the key that asked
 */
record Stored(JournalKey key, long sequence, Shape shape, Narrator told, String owner) {

    static final String KIND = "response";

    /** What the head says: enough to find what a crash has left open. */
    static Map<String, @Nullable Object> head(String status, long created, boolean owed) {
        Map<String, @Nullable Object> head = new LinkedHashMap<>();
        head.put(Records.STATUS, status);
        head.put("created", created);
        if (owed) {
            head.put("owed", true);
        }
        return head;
    }

    static Map<String, @Nullable Object> admission(Shape shape, String owner) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("version", 1);
        body.put("created", shape.created());
        body.put("owner", owner);
        body.put("body", shape.order().body());
        return body;
    }

    /** Its conversation has the turn. */
    static void settled(Journal journal, Map<String, @Nullable Object> head) {
        journal.add(RecordType.STATE_DELTA, Map.of("settled", true));
        journal.flush(head)
                .whenComplete(
                        (n, failure) -> {
                            if (failure != null) {
                                Journal.refusal(failure); // and it is found again at the next start
                            }
                        });
    }

    static Optional<Stored> read(CheckpointStore store, JournalKey key) {
        List<Journal.Entry> entries = Journal.read(store, key);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Map<?, ?> first = entries.get(0).body();
        Order order = OrderReader.read(Fields.of("", first.get("body")));
        Shape shape = new Shape(key.id(), Records.number(first, "created"), order);
        Narrator told = new Narrator(shape);
        for (Journal.Entry entry : entries) {
            Records.readPieces(entry.body()).forEach(told::piece);
            if (entry.body().containsKey(Records.STATUS)) {
                told.end(Records.readEnd(entry.body()));
            }
        }
        String owner = String.valueOf(first.get("owner"));
        return Optional.of(new Stored(key, entries.size(), shape, told, owner));
    }

    /** What was said to the model in this response alone. */
    List<Item> input() {
        return Items.read(
                shape.order().input(), (type, place) -> Ids.input(shape.id(), type, place));
    }
}
