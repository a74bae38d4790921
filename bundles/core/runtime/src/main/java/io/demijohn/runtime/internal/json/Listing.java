package io.demijohn.runtime.internal.json;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.Page;
import io.demijohn.agent.Search;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** Sorts and cuts lists. */
public final class Listing {

    private Listing() {}

    /**
     * A part of a list.
     *
     * @param items all that match
     * @param search how to sort and what to show
     * @param orders a key for each field to sort by; {@code created_at} has to be one
     * @param <T> what is listed
     * @return the part
     */
    public static <T> Page<T> page(
            List<T> items, Search search, Map<String, Function<T, Comparable<?>>> orders) {
        Function<T, Comparable<?>> order = orders.get(search.sortBy());
        if (order == null) {
            throw new AgentException(
                    AgentException.Kind.INVALID,
                    "sort_by must be one of " + new TreeSet<>(orders.keySet()));
        }
        Comparator<T> comparator = comparing(order);
        List<T> part =
                items.stream()
                        .sorted(search.ascending() ? comparator : comparator.reversed())
                        .skip(search.offset())
                        .limit(search.limit())
                        .toList();
        return new Page<>(part, items.size());
    }

    @SuppressWarnings("unchecked") // one order gives keys of one kind
    private static <T> Comparator<T> comparing(Function<T, Comparable<?>> order) {
        return (a, b) -> ((Comparable<Object>) order.apply(a)).compareTo(order.apply(b));
    }
}
