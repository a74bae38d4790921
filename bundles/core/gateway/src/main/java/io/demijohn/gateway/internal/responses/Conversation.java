package io.demijohn.gateway.internal.responses;

import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as its journal tells it.
 *
 * @param key its journal
 * @param sequence of its last record
 * @param created seconds since 1970
 * @param metadata the caller's labels
 * @param items oldest first
 */
record Conversation(
        JournalKey key, long sequence, long created, Map<?, ?> metadata, List<Item> items) {

    static final String KIND = "conversation";

    private static final String CREATED = "created";
    private static final String METADATA = "metadata";
    private static final String ADD = "add";
    private static final String REMOVE = "remove";

    static Map<String, @Nullable Object> head(long created) {
        Map<String, @Nullable Object> head = new LinkedHashMap<>();
        head.put(CREATED, created);
        return head;
    }

    static Map<String, @Nullable Object> definition(long created, Map<?, ?> metadata) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("version", 1);
        body.put(CREATED, created);
        body.put(METADATA, metadata);
        return body;
    }

    static Map<String, @Nullable Object> addition(List<Item> items) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put(ADD, items.stream().map(Item::json).toList());
        return body;
    }

    static Map<String, @Nullable Object> removal(String item) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put(REMOVE, item);
        return body;
    }

    static Optional<Conversation> read(CheckpointStore store, JournalKey key) {
        List<Journal.Entry> entries = Journal.read(store, key);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Map<?, ?> definition = entries.get(0).body();
        List<Item> items = new ArrayList<>();
        for (Journal.Entry entry : entries) {
            if (entry.type() == RecordType.DEFINITION) {
                definition = entry.body();
            }
            if (entry.body().get(ADD) instanceof List<?> added) {
                added.forEach(item -> items.add(item((Map<?, ?>) item)));
            }
            String removed = String.valueOf(entry.body().get(REMOVE));
            items.removeIf(item -> item.id().equals(removed));
        }
        return Optional.of(
                new Conversation(
                        key,
                        entries.size(),
                        Records.number(definition, CREATED),
                        definition.get(METADATA) instanceof Map<?, ?> map ? map : Map.of(),
                        items));
    }

    private static Item item(Map<?, ?> json) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        json.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return new Item(copy);
    }

    Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("id", key.id());
        object.put("object", "conversation");
        object.put("created_at", created);
        object.put("metadata", metadata);
        return object;
    }
}
