package io.demijohn.runtime.internal.queue;

import io.demijohn.agent.RunPriority;
import io.demijohn.agent.RunQueue.Snapshot;
import io.demijohn.agent.RunQueue.Tenant;
import io.demijohn.agent.RunQueue.Waiting;
import io.demijohn.clock.TickClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the queue looks like at one moment. Made under the orchestrator's lock. */
final class Picture {

    private final TickClock clock;
    private final long now;
    private final Optional<String> tenant;
    private final List<Line> lines = new ArrayList<>();

    /**
     * Looks at some lines.
     *
     * @param clock the platform's time
     * @param tenant whose; empty means all
     * @param lines of runs that wait, those that go first before others
     */
    Picture(TickClock clock, Optional<String> tenant, List<Line> lines) {
        this.clock = clock;
        this.now = clock.nanoTime();
        this.tenant = tenant;
        lines.stream().filter(line -> shown(line.lane)).forEach(this.lines::add);
    }

    private boolean shown(Lane lane) {
        return tenant.map(lane.tenant::equals).orElse(true);
    }

    Snapshot of(
            QueueBounds bounds,
            Collection<Lane> lanes,
            Collection<Ticket> tickets,
            double startsPerSecond,
            int first) {
        List<Tenant> tenants = tenants(lanes);
        int delayed = held(tickets, true);
        return new Snapshot(
                tenants.stream().mapToInt(Tenant::active).sum(),
                bounds.active(),
                tenants.stream().mapToInt(Tenant::queued).sum(),
                bounds.queued(),
                delayed,
                held(tickets, false),
                byPriority(),
                oldest(),
                startsPerSecond,
                tenants,
                first(first));
    }

    private int held(Collection<Ticket> tickets, boolean delayed) {
        int count = 0;
        for (Ticket ticket : tickets) {
            boolean held = ticket.stage == Stage.HELD && ticket.delayed == delayed;
            count += held && shown(ticket.lane) ? 1 : 0;
        }
        return count;
    }

    private Map<RunPriority, Integer> byPriority() {
        Map<RunPriority, Integer> all = new EnumMap<>(RunPriority.class);
        for (RunPriority priority : RunPriority.values()) {
            all.put(priority, lines.stream().mapToInt(line -> line.size(priority)).sum());
        }
        return all;
    }

    private Duration oldest() {
        return age(lines.stream().map(Line::oldest));
    }

    private Duration age(java.util.stream.Stream<OptionalLong> times) {
        long longest = times.flatMapToLong(OptionalLong::stream).map(t -> now - t).max().orElse(0);
        return Duration.ofNanos(Math.max(0, longest));
    }

    private List<Tenant> tenants(Collection<Lane> lanes) {
        return lanes.stream()
                .filter(this::shown)
                .map(this::tenant)
                .sorted(Comparator.comparing(Tenant::name))
                .toList();
    }

    private Tenant tenant(Lane lane) {
        return new Tenant(
                lane.tenant,
                lane.bounds.weight(),
                lane.active,
                lane.bounds.active(),
                lane.queued,
                lane.bounds.queued(),
                age(lines.stream().filter(line -> line.lane == lane).map(Line::oldest)));
    }

    /** One of each tenant, then the next of each: about as they will start. */
    private List<Waiting> first(int count) {
        List<List<Ticket>> queues = lines.stream().map(line -> line.first(count)).toList();
        List<Waiting> all = new ArrayList<>();
        for (int rank = 0; rank < count && all.size() < count; rank++) {
            for (List<Ticket> queue : queues) {
                if (rank < queue.size() && all.size() < count) {
                    all.add(waiting(queue.get(rank)));
                }
            }
        }
        return all;
    }

    private Waiting waiting(Ticket ticket) {
        return new Waiting(
                ticket.tenant(),
                ticket.runId(),
                ticket.threadId(),
                ticket.priority,
                clock.instant().minusNanos(Math.max(0, now - ticket.since)));
    }
}
