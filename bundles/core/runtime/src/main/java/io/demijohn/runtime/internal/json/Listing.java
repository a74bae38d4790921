package io.demijohn.runtime.internal.json;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.Page;
import io.demijohn.agent.Search;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
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
     * @param id decides between equals, so that pages do not overlap
     * @param <T> what is listed
     * @return the part
     */
    public static <T> Page<T> page(
            List<T> items,
            Search search,
            Map<String, Function<T, Comparable<?>>> orders,
            Function<T, String> id) {
        Function<T, Comparable<?>> order = orders.get(search.sortBy());
        if (order == null) {
            throw new AgentException(
                    AgentException.Kind.INVALID,
                    "sort_by must be one of " + new TreeSet<>(orders.keySet()));
        }
        Comparator<T> comparator = comparing(order);
        Comparator<T> directed = search.ascending() ? comparator : comparator.reversed();
        long end = (long) search.offset() + search.limit(); // may be beyond an int
        int count = (int) Math.min(items.size(), end);
        List<T> first = first(items, directed.thenComparing(id), count);
        return new Page<>(first.stream().skip(search.offset()).toList(), items.size());
    }

    /** The first of many without sorting the rest. */
    private static <T> List<T> first(List<T> items, Comparator<T> order, int count) {
        PriorityQueue<T> best = new PriorityQueue<>(order.reversed());
        for (T item : items) {
            if (best.size() < count) {
                best.add(item);
            } else if (order.compare(item, best.element()) < 0) {
                best.remove();
                best.add(item);
            }
        }
        return best.stream().sorted(order).toList();
    }

    @SuppressWarnings("unchecked") // one order gives keys of one kind
    private static <T> Comparator<T> comparing(Function<T, Comparable<?>> order) {
        return (a, b) -> ((Comparable<Object>) order.apply(a)).compareTo(order.apply(b));
    }
}
