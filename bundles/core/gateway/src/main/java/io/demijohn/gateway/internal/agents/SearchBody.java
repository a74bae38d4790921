package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.Page;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.Search;
import io.demijohn.agent.ThreadStatus;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the search bodies have in common, and what their answers have. */
final class SearchBody {

    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_LIMIT = 1000;

    private SearchBody() {}

    static Search of(Fields body, Set<String> sortable) {
        body.texts("select"); // also where only a number is asked for
        return new Search(
                body.map("metadata"),
                body.map("values"),
                body.optionalString("status").map(SearchBody::threadStatus),
                body.texts("ids").stream().map(id -> Call.uuid("ids", id)).toList(),
                body.optionalString("graph_id"),
                body.optionalString("name"),
                body.optionalInt("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT),
                body.optionalInt("offset", 0, Integer.MAX_VALUE).orElse(0),
                sortBy(body, sortable),
                ascending(body));
    }

    private static String threadStatus(String word) {
        for (ThreadStatus status : ThreadStatus.values()) {
            if (Shapes.lower(status).equals(word)) {
                return word;
            }
        }
        throw new FieldProblem("status", "must be idle, busy, interrupted or error");
    }

    static String runStatus(String word) {
        for (RunStatus status : RunStatus.values()) {
            if (Shapes.lower(status).equals(word)) {
                return word;
            }
        }
        throw new FieldProblem(
                "status", "must be pending, running, success, error, timeout or interrupted");
    }

    private static String sortBy(Fields body, Set<String> sortable) {
        String by = body.optionalString("sort_by").orElse("created_at");
        if (!sortable.contains(by)) {
            throw new FieldProblem(body.path("sort_by"), "must be one of " + sorted(sortable));
        }
        return by;
    }

    private static boolean ascending(Fields body) {
        String order = body.optionalString("sort_order").orElse("desc");
        return switch (order) {
            case "asc" -> true;
            case "desc" -> false;
            default -> throw new FieldProblem(body.path("sort_order"), "must be asc or desc");
        };
    }

    static Optional<List<String>> select(Fields body) {
        return body.has("select") ? Optional.of(body.texts("select")) : Optional.empty();
    }

    static <T> Reply.Whole page(
            Page<T> page,
            Search search,
            Optional<List<String>> select,
            Function<T, Map<String, @Nullable Object>> shape) {
        List<Map<String, @Nullable Object>> out =
                page.items().stream()
                        .map(item -> Shapes.select(shape.apply(item), select))
                        .toList();
        Reply.Whole reply =
                Reply.with(Reply.json(out), "X-Pagination-Total", String.valueOf(page.total()));
        int next = search.offset() + page.items().size();
        return next < page.total() && !page.items().isEmpty()
                ? Reply.with(reply, "X-Pagination-Next", String.valueOf(next))
                : reply;
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", new java.util.TreeSet<>(names));
    }
}
