package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Page;
import io.demijohn.agent.Search;
import io.demijohn.runtime.internal.journal.ThreadHead;
import io.demijohn.runtime.internal.journal.ThreadState;
import io.demijohn.runtime.internal.json.Containment;
import io.demijohn.runtime.internal.json.Listing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Lists threads: by the index where that says enough, by heads and states where it does not. */
final class ThreadSearch {

    private static final Map<String, Function<ThreadIndex.Entry, Comparable<?>>> ORDERS =
            Map.of(
                    "created_at", ThreadIndex.Entry::createdAt,
                    "updated_at", ThreadIndex.Entry::updatedAt,
                    "status", entry -> entry.status().name(),
                    "thread_id", ThreadIndex.Entry::id);

    private final Desk desk;

    ThreadSearch(Desk desk) {
        this.desk = desk;
    }

    Optional<AgentThread> find(String tenant, String id) {
        return desk.index().contains(tenant, id)
                ? head(tenant, id).map(head -> head.thread(id))
                : Optional.empty();
    }

    private Optional<ThreadHead> head(String tenant, String id) {
        return desk.kernel().reader().head(Desk.key(tenant, id));
    }

    Page<AgentThread> search(String tenant, Search search) {
        List<ThreadIndex.Entry> matching =
                desk.index().all(tenant).stream()
                        .filter(entry -> quick(entry, search))
                        .filter(entry -> described(tenant, entry, search))
                        .filter(entry -> holds(tenant, entry, search))
                        .toList();
        Page<ThreadIndex.Entry> page =
                Listing.page(matching, search, ORDERS, ThreadIndex.Entry::id);
        List<AgentThread> threads =
                page.items().stream()
                        .map(entry -> find(tenant, entry.id()))
                        .flatMap(Optional::stream)
                        .toList();
        return new Page<>(threads, page.total());
    }

    private static boolean quick(ThreadIndex.Entry entry, Search search) {
        return (search.ids().isEmpty() || search.ids().contains(entry.id()))
                && search.status()
                        .map(
                                status ->
                                        entry.status()
                                                .name()
                                                .toLowerCase(Locale.ROOT)
                                                .equals(status))
                        .orElse(true);
    }

    private boolean described(String tenant, ThreadIndex.Entry entry, Search search) {
        return search.metadata().isEmpty()
                || head(tenant, entry.id())
                        .map(
                                head ->
                                        Containment.contains(
                                                head.profile().metadata(), search.metadata()))
                        .orElse(false);
    }

    private boolean holds(String tenant, ThreadIndex.Entry entry, Search search) {
        return search.values().isEmpty()
                || desk.state(tenant, entry.id())
                        .map(state -> Containment.contains(values(state), search.values()))
                        .orElse(false);
    }

    private static Map<String, Object> values(ThreadState state) {
        Map<String, Object> all = new LinkedHashMap<>(state.values().other());
        all.put("messages", state.values().messages().stream().map(ThreadSearch::message).toList());
        return all;
    }

    /** What of a message can be searched for: its id, who speaks, and what is said. */
    private static Map<String, Object> message(io.demijohn.model.Message message) {
        return Map.of(
                "id", message.id(),
                "type", type(message),
                "content", message.text());
    }

    private static String type(io.demijohn.model.Message message) {
        return switch (message.role()) {
            case USER -> "human";
            case ASSISTANT -> "ai";
            case SYSTEM -> "system";
            case TOOL -> "tool";
        };
    }
}
