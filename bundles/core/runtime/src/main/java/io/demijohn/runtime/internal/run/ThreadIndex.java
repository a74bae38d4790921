package io.demijohn.runtime.internal.run;

import io.demijohn.agent.ThreadStatus;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.journal.ThreadHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All threads that there are: what an idle thread costs. Found by a hash of the id, which is part
 * of the ids of runs, so that there is no index of runs.
 */
public final class ThreadIndex {

    /**
     * A thread.
     *
     * @param id its UUID
     * @param createdAt milliseconds
     * @param updatedAt milliseconds
     * @param status what it is doing
     */
    record Entry(String id, long createdAt, long updatedAt, ThreadStatus status) {}

    private final Map<String, Map<Long, List<Entry>>> tenants = new ConcurrentHashMap<>();

    void put(String tenant, String id, ThreadHead head) {
        Entry entry =
                new Entry(
                        id, head.profile().createdAt(), head.profile().updatedAt(), head.status());
        tenants.computeIfAbsent(tenant, t -> new ConcurrentHashMap<>())
                .merge(PlaceId.hash(id), List.of(entry), ThreadIndex::replace);
    }

    private static List<Entry> replace(List<Entry> old, List<Entry> fresh) {
        if (old.size() == 1 && old.get(0).id().equals(fresh.get(0).id())) {
            return fresh;
        }
        List<Entry> all = new ArrayList<>(without(old, fresh.get(0).id()));
        all.addAll(fresh);
        return List.copyOf(all);
    }

    private static List<Entry> without(List<Entry> old, String id) {
        return old.stream().filter(entry -> !entry.id().equals(id)).toList();
    }

    void remove(String tenant, String id) {
        of(tenant)
                .computeIfPresent(
                        PlaceId.hash(id),
                        (hash, old) -> {
                            List<Entry> left = without(old, id);
                            return left.isEmpty() ? null : left;
                        });
    }

    boolean contains(String tenant, String id) {
        return find(tenant, id).isPresent();
    }

    Optional<Entry> find(String tenant, String id) {
        return id.isEmpty()
                ? Optional.empty()
                : withHash(tenant, PlaceId.hash(id)).stream()
                        .filter(entry -> entry.id().equals(id))
                        .findFirst();
    }

    List<Entry> withHash(String tenant, long hash) {
        return of(tenant).getOrDefault(hash, List.of());
    }

    List<Entry> all(String tenant) {
        List<Entry> all = new ArrayList<>();
        of(tenant).values().forEach(all::addAll);
        return all;
    }

    long size() {
        return tenants.values().stream().mapToLong(Map::size).sum();
    }

    private Map<Long, List<Entry>> of(String tenant) {
        return tenants.getOrDefault(tenant, new ConcurrentHashMap<>());
    }
}
