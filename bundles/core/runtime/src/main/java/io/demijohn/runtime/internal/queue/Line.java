package io.demijohn.runtime.internal.queue;

import io.demijohn.agent.RunPriority;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A tenant's runs that wait for their turn. A higher priority goes first, unless another has waited
 * so much longer: then age wins, so that nothing starves. Within a priority first come, first
 * served.
 */
final class Line {

    final Lane lane;
    private final long ageingNanos;
    private final Map<RunPriority, LinkedHashSet<Ticket>> byPriority =
            new EnumMap<>(RunPriority.class);

    private int size;

    /** The virtual time of its next start, see {@link FairOrder}. */
    double virtual;

    Line(Lane lane, long ageingNanos) {
        this.lane = lane;
        this.ageingNanos = ageingNanos;
    }

    void add(Ticket ticket) {
        byPriority.computeIfAbsent(ticket.priority, p -> new LinkedHashSet<>()).add(ticket);
        size++;
    }

    boolean remove(Ticket ticket) {
        LinkedHashSet<Ticket> queue = byPriority.get(ticket.priority);
        boolean removed = queue != null && queue.remove(ticket);
        size -= removed ? 1 : 0;
        return removed;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Optional<Ticket> head() {
        Ticket best = null;
        for (LinkedHashSet<Ticket> queue : byPriority.values()) {
            Iterator<Ticket> first = queue.iterator();
            if (first.hasNext()) {
                Ticket candidate = first.next();
                best = best == null || rank(candidate) - rank(best) < 0 ? candidate : best;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Smaller goes first; compared by difference, as times of a nano clock are. */
    private long rank(Ticket ticket) {
        return switch (ticket.priority) {
            case LOW -> ticket.since;
            case NORMAL -> ticket.since - ageingNanos;
            case HIGH -> ticket.since - 2 * ageingNanos;
        };
    }

    /** The first ones, as they would go if nobody came. */
    List<Ticket> first(int count) {
        return byPriority.values().stream()
                .flatMap(queue -> queue.stream().limit(count))
                .sorted((a, b) -> Long.compare(rank(a) - rank(b), 0))
                .limit(count)
                .toList();
    }

    int size(RunPriority priority) {
        LinkedHashSet<Ticket> queue = byPriority.get(priority);
        return queue == null ? 0 : queue.size();
    }

    /** Since when the one that came first waits. */
    OptionalLong oldest() {
        return byPriority.values().stream()
                .flatMap(queue -> queue.stream().limit(1))
                .mapToLong(ticket -> ticket.since)
                .min();
    }
}
