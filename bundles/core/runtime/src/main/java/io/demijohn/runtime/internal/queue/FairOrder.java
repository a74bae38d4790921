package io.demijohn.runtime.internal.queue;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which tenant's run starts next: start-time fair queuing (Goyal, Vin, Cheng 1996) over tenants.
 * Each start costs a tenant 1/weight of virtual time, and the one with the least goes next; one
 * that comes anew begins at the present virtual time, so it neither waits behind what others have
 * queued nor is paid for having been away. So between two starts of a waiting tenant every other
 * starts at most about weight/weight times. Guarded by the orchestrator's lock.
 */
final class FairOrder {

    private final long ageingNanos;
    private final Map<Lane, Line> lines = new HashMap<>();
    private final TreeSet<Line> order =
            new TreeSet<>(
                    Comparator.<Line>comparingDouble(line -> line.virtual)
                            .thenComparing(line -> line.lane.tenant));
    private double clock;

    FairOrder(long ageingNanos) {
        this.ageingNanos = ageingNanos;
    }

    void add(Ticket ticket) {
        Line line = lines.get(ticket.lane);
        if (line == null) {
            line = new Line(ticket.lane, ageingNanos);
            line.virtual = clock;
            lines.put(ticket.lane, line);
            order.add(line);
        } else if (line.isEmpty()) {
            line.virtual = Math.max(line.virtual, clock);
            order.add(line);
        }
        line.add(ticket);
    }

    boolean remove(Ticket ticket) {
        Line line = lines.get(ticket.lane);
        if (line == null || !line.remove(ticket)) {
            return false;
        }
        if (line.isEmpty()) {
            order.remove(line);
        }
        return true;
    }

    /** Forgets a tenant that has no open runs. */
    void forget(Lane lane) {
        lines.remove(lane);
    }

    /** Those that wait, the one that goes next first. */
    List<Line> lines() {
        return List.copyOf(order);
    }

    /**
     * Takes the next run out.
     *
     * @param shares who may have a slot; those below their share go first, so that long runs do not
     *     gather slots for one tenant
     * @param active how many slots are taken
     * @return empty when every tenant with waiting runs has all the slots that it may have
     */
    Optional<Ticket> poll(Shares shares, int active) {
        Line chosen = null;
        for (Line line : order) {
            if (!shares.allow(line.lane, active)) {
                continue;
            }
            if (shares.below(line.lane)) {
                chosen = line;
                break;
            }
            chosen = chosen == null ? line : chosen;
        }
        return chosen == null ? Optional.empty() : Optional.of(take(chosen));
    }

    private Ticket take(Line line) {
        Ticket ticket = line.head().orElseThrow();
        order.remove(line);
        clock = Math.max(clock, line.virtual);
        line.virtual = clock + 1.0 / line.lane.bounds.weight();
        line.remove(ticket);
        if (!line.isEmpty()) {
            order.add(line);
        }
        return ticket;
    }
}
