package io.demijohn.gateway.internal.responses;

import io.demijohn.gateway.internal.http.Query;
import io.demijohn.gateway.internal.json.FieldProblem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A page of items. */
final class Listing {

    private static final int MOST = 100;
    private static final int USUAL = 20;

    private Listing() {}

    /** The part that the query asks for; newest first, unless it says {@code order=asc}. */
    static Map<String, @Nullable Object> page(List<Item> items, Query query) {
        int limit = query.number("limit", USUAL);
        if (limit < 1 || limit > MOST) {
            throw new FieldProblem("limit", "must be from 1 to " + MOST);
        }
        String order = query.text("order").orElse("desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw new FieldProblem("order", "must be asc or desc");
        }
        List<Item> sorted = new ArrayList<>(items);
        if (order.equals("desc")) {
            Collections.reverse(sorted);
        }
        List<Item> rest = query.text("after").map(id -> after(sorted, id)).orElse(sorted);
        return of(rest.subList(0, Math.min(limit, rest.size())), rest.size() > limit);
    }

    private static List<Item> after(List<Item> items, String id) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).id().equals(id)) {
                return items.subList(i + 1, items.size());
            }
        }
        throw new FieldProblem("after", "must be the id of one of the items");
    }

    static Map<String, @Nullable Object> of(List<Item> items, boolean more) {
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        page.put("object", "list");
        page.put("data", items.stream().map(Item::json).toList());
        page.put("first_id", items.isEmpty() ? null : items.get(0).id());
        page.put("last_id", items.isEmpty() ? null : items.get(items.size() - 1).id());
        page.put("has_more", more);
        return page;
    }
}
