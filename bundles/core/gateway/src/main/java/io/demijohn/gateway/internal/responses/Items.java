package io.demijohn.gateway.internal.responses;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads items that a caller sends, and gives each the fields that all have. */
final class Items {

    private Items() {}

    /**
     * Checks and completes items.
     *
     * @param input as they came
     * @param ids gives an id for a type and a place, to an item that has none
     */
    static List<Item> read(List<Fields> input, BiFunction<String, Integer, String> ids) {
        List<Item> items = new ArrayList<>();
        for (Fields item : input) {
            String type = type(item);
            int place = items.size();
            String id =
                    type.equals(Item.REFERENCE)
                            ? item.string("id")
                            : item.optionalString("id").orElseGet(() -> ids.apply(type, place));
            items.add(
                    switch (type) {
                        case Item.MESSAGE -> message(item, id);
                        case Item.CALL -> call(item, id);
                        case Item.OUTPUT -> output(item, id);
                        case Item.REASONING, Item.REFERENCE -> other(item, type, id);
                        default ->
                                throw new FieldProblem(
                                        item.path("type"),
                                        "must be message, function_call, function_call_output,"
                                                + " reasoning or item_reference: "
                                                + type
                                                + " is not supported");
                    });
        }
        return items;
    }

    private static String type(Fields item) {
        return item.optionalString("type")
                .orElseGet(
                        () -> item.has("role") || !item.has("id") ? Item.MESSAGE : Item.REFERENCE);
    }

    private static Map<String, @Nullable Object> begin(Fields item, String type, String id) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("type", type);
        json.put("status", item.optionalString("status").orElse("completed"));
        return json;
    }

    private static Item message(Fields item, String id) {
        String role = item.string("role");
        if (!List.of("user", "assistant", "system", "developer").contains(role)) {
            throw new FieldProblem(
                    item.path("role"), "must be user, assistant, system or developer");
        }
        Map<String, @Nullable Object> json = begin(item, Item.MESSAGE, id);
        json.put("role", role);
        json.put("content", content(item, role));
        Parts.read(item, "content");
        return new Item(json);
    }

    private static Object content(Fields item, String role) {
        Object content = item.value("content");
        if (!(content instanceof String text)) {
            if (content == null) {
                throw new FieldProblem(item.path("content"), "is missing");
            }
            return content;
        }
        return List.of(
                role.equals("assistant")
                        ? Item.part(text)
                        : Map.of("type", "input_text", "text", text));
    }

    private static Item call(Fields item, String id) {
        Map<String, @Nullable Object> json = begin(item, Item.CALL, id);
        json.put("call_id", item.string("call_id"));
        json.put("name", item.string("name"));
        json.put("arguments", item.string("arguments"));
        return new Item(json);
    }

    private static Item output(Fields item, String id) {
        Map<String, @Nullable Object> json = begin(item, Item.OUTPUT, id);
        json.put("call_id", item.string("call_id"));
        Parts.read(item, "output");
        Object output = item.value("output");
        if (output == null) {
            throw new FieldProblem(item.path("output"), "is missing");
        }
        json.put("output", output);
        return new Item(json);
    }

    private static Item other(Fields item, String type, String id) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>(item.all());
        json.put("id", id);
        json.put("type", type);
        return new Item(json);
    }
}
