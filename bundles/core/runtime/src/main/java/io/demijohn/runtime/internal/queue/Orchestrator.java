package io.demijohn.runtime.internal.queue;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.RunPriority;
import io.demijohn.agent.RunQueue;
import io.demijohn.clock.TickClock;
import io.demijohn.runtime.internal.exec.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Slots for runs at work, and the queue before them. Every open run has a {@link Ticket} here. When
 * a slot is free and nobody who could take it waits, a run gets it at once; else it waits, and gets
 * one in a fair order. Runs that a former process had begun go before all others. One short lock;
 * what is started is told outside of it.
 */
public final class Orchestrator {

    /** Runs that were given a slot and have not heard of it yet: more would be a stampede. */
    static final int CLAIMS = 256;

    private record Key(String tenant, String runId) {}

    private final QueueBounds bounds;
    private final TickClock clock;
    private final LogPressure log;
    private final Consumer<Ticket> starter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Map<Key, Ticket> tickets = new ConcurrentHashMap<>();
    private final Door door;
    private final HeapShare heap;
    private final Shares shares;
    private final FairOrder resumed;
    private final FairOrder fresh;
    private int active;
    private int queued;
    private int claims;

    /**
     * Nobody at work.
     *
     * @param bounds of everything
     * @param clock the platform's time
     * @param log whose load refuses runs
     * @param starter is told of runs that have got a slot after waiting; quick, from any thread
     */
    public Orchestrator(
            QueueBounds bounds, TickClock clock, LogPressure log, Consumer<Ticket> starter) {
        this(bounds, clock, log, starter, () -> ThreadLocalRandom.current().nextDouble());
    }

    Orchestrator(
            QueueBounds bounds,
            TickClock clock,
            LogPressure log,
            Consumer<Ticket> starter,
            DoubleSupplier random) {
        this.bounds = bounds;
        this.clock = clock;
        this.log = log;
        this.starter = starter;
        this.door = new Door(bounds, random);
        this.heap = new HeapShare(bounds.heap());
        this.shares = new Shares(bounds);
        this.resumed = new FairOrder(bounds.ageing().toNanos());
        this.fresh = new FairOrder(bounds.ageing().toNanos());
    }

    /**
     * Takes a place for a run that is about to be accepted: a slot if there is one, else one among
     * those that wait.
     *
     * @param tenant whose run
     * @param priority among the tenant's
     * @param now whether it could start at once; false for one that waits for its time
     * @return the place; to be given back with {@link #leave} when the run is refused or has ended
     * @throws AgentException QUOTA or OVERLOADED, with a time
     */
    public Ticket admit(String tenant, RunPriority priority, boolean now) {
        Optional<Duration> busy = log.refusal(priority);
        if (busy.isPresent()) {
            throw Door.overloaded("the checkpoint store has too much to do", busy.get());
        }
        lock.lock();
        try {
            Lane lane = lane(tenant);
            Ticket ticket = new Ticket(lane, priority, clock.nanoTime());
            if (now && free(lane)) {
                lane.active++;
                active++;
                ticket.stage = Stage.ACTIVE;
            } else {
                ticket.pause = requireRoom(lane, priority);
                count(ticket, 1);
            }
            changed(lane);
            return ticket;
        } finally {
            lock.unlock();
        }
    }

    private Lane lane(String tenant) {
        return lanes.computeIfAbsent(
                tenant, name -> new Lane(name, bounds.of(name), new Pace(bounds.intake())));
    }

    /** Nobody who could take a slot waits: the queue is served as soon as a slot is free. */
    private boolean free(Lane lane) {
        return claims < CLAIMS && lane.waiting == 0 && shares.allow(lane, active);
    }

    private Duration requireRoom(Lane lane, RunPriority priority) {
        try {
            long now = clock.nanoTime();
            door.requireRoom(lane, priority, active, queued, now);
            return door.pause(lane, now);
        } catch (AgentException e) {
            forgetIfEmpty(lane);
            throw e;
        }
    }

    /**
     * The run is known by its name from now on.
     *
     * @param ticket its place
     * @param runId its id
     * @param threadId its thread
     * @param agent what it runs
     */
    public void name(Ticket ticket, String runId, String threadId, String agent) {
        ticket.name(runId, threadId, agent);
        tickets.put(new Key(ticket.tenant(), runId), ticket);
    }

    /**
     * A place for a run that is stored: the one that it has, or a new one, whatever the bounds say.
     *
     * @param tenant whose run
     * @param runId its id
     * @param threadId its thread
     * @param agent what it runs
     * @return held until it enters
     */
    public Ticket stored(String tenant, String runId, String threadId, String agent) {
        lock.lock();
        try {
            Ticket known = tickets.get(new Key(tenant, runId));
            if (known != null) {
                known.name(runId, threadId, agent);
                return known;
            }
            Ticket ticket = new Ticket(lane(tenant), RunPriority.NORMAL, clock.nanoTime());
            ticket.stage = Stage.HELD;
            count(ticket, 1);
            changed(ticket.lane);
            name(ticket, runId, threadId, agent);
            return ticket;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The run's turn on its thread has come.
     *
     * @param ticket its place
     * @param priority among the tenant's
     * @param begun whether it had a slot in an earlier life
     * @return true when it has a slot now; false when it waits, and will be told
     */
    public boolean enter(Ticket ticket, RunPriority priority, boolean begun) {
        lock.lock();
        try {
            switch (ticket.stage) {
                case ACTIVE -> {
                    return true;
                }
                case QUEUED, GONE -> {
                    return false;
                }
                default -> {
                    ticket.priority = priority;
                    ticket.resumed = begun;
                    ticket.delayed = false;
                }
            }
            if (free(ticket.lane)) {
                occupy(ticket);
                changed(ticket.lane);
                return true;
            }
            queue(ticket, clock.nanoTime());
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void queue(Ticket ticket, long since) {
        ticket.stage = Stage.QUEUED;
        ticket.since = since;
        ticket.lane.waiting++;
        order(ticket).add(ticket);
        changed(ticket.lane);
    }

    private FairOrder order(Ticket ticket) {
        return ticket.resumed ? resumed : fresh;
    }

    private void occupy(Ticket ticket) {
        count(ticket, -1);
        ticket.stage = Stage.ACTIVE;
        ticket.lane.active++;
        active++;
    }

    private void count(Ticket ticket, int change) {
        ticket.lane.queued += change;
        queued += change;
    }

    /**
     * The run is accepted to wait outside of the queue: for its time, or behind another of its
     * thread.
     *
     * @param ticket its place, from {@link #admit}
     * @param delayed whether it waits for its time
     * @throws AgentException QUOTA or OVERLOADED when it had a slot, and nobody more may wait
     */
    public void behind(Ticket ticket, boolean delayed) {
        lock.lock();
        try {
            if (ticket.stage == Stage.ACTIVE) {
                requireRoom(ticket.lane, ticket.priority);
            }
        } finally {
            lock.unlock();
        }
        hold(ticket, delayed);
    }

    /**
     * A stored run waits for its turn; {@link #serve} gives slots away.
     *
     * @param ticket its place, from {@link #stored}
     * @param priority among the tenant's
     * @param begun whether it had a slot in an earlier life
     * @param age how long it has waited
     */
    public void restore(Ticket ticket, RunPriority priority, boolean begun, Duration age) {
        lock.lock();
        try {
            if (ticket.stage == Stage.HELD) {
                ticket.priority = priority;
                ticket.resumed = begun;
                queue(ticket, clock.nanoTime() - age.toNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives free slots to those that wait. */
    public void serve() {
        List<Ticket> due;
        lock.lock();
        try {
            due = due();
        } finally {
            lock.unlock();
        }
        due.forEach(starter);
    }

    /**
     * The run cannot go on now: it gives its slot back and waits outside of the queue.
     *
     * @param ticket its place
     * @param delayed whether it waits for its time
     */
    public void hold(Ticket ticket, boolean delayed) {
        List<Ticket> due;
        lock.lock();
        try {
            if (ticket.stage == Stage.GONE) {
                return;
            }
            release(ticket);
            ticket.stage = Stage.HELD;
            ticket.delayed = delayed;
            count(ticket, 1);
            changed(ticket.lane);
            due = due();
        } finally {
            lock.unlock();
        }
        due.forEach(starter);
    }

    /** Out of all counts. */
    private void release(Ticket ticket) {
        if (ticket.stage == Stage.ACTIVE) {
            ticket.lane.active--;
            active--;
            unclaim(ticket);
        } else {
            if (ticket.stage == Stage.QUEUED && order(ticket).remove(ticket)) {
                ticket.lane.waiting--;
            }
            count(ticket, -1);
        }
    }

    private void unclaim(Ticket ticket) {
        if (ticket.claimed) {
            ticket.claimed = false;
            claims--;
        }
    }

    /**
     * The run has heard that it has a slot.
     *
     * @param ticket its place
     */
    public void claimed(Ticket ticket) {
        lock.lock();
        try {
            unclaim(ticket);
        } finally {
            lock.unlock();
        }
        serve();
    }

    /**
     * The run is not open any more, or was never accepted.
     *
     * @param ticket its place
     */
    public void leave(Ticket ticket) {
        List<Ticket> due;
        lock.lock();
        try {
            if (ticket.stage == Stage.GONE) {
                return;
            }
            release(ticket);
            ticket.stage = Stage.GONE;
            if (tickets.remove(new Key(ticket.tenant(), ticket.runId()), ticket)) {
                door.left(ticket.lane, clock.nanoTime());
            }
            changed(ticket.lane);
            due = due();
        } finally {
            lock.unlock();
        }
        ticket.alarm(Timers.Timer.NONE);
        heap.release(ticket);
        due.forEach(starter);
    }

    /** Gives free slots away. */
    private List<Ticket> due() {
        List<Ticket> due = List.of();
        while (active < bounds.active() && claims < CLAIMS) {
            Optional<Ticket> next =
                    resumed.poll(shares, active).or(() -> fresh.poll(shares, active));
            if (next.isEmpty()) {
                return due;
            }
            Ticket ticket = next.get();
            ticket.lane.waiting--;
            occupy(ticket);
            ticket.claimed = true;
            claims++;
            due = due.isEmpty() ? new ArrayList<>() : due;
            due.add(ticket);
        }
        return due;
    }

    private void changed(Lane lane) {
        shares.changed(lane);
        forgetIfEmpty(lane);
    }

    private void forgetIfEmpty(Lane lane) {
        if (lane.empty()) {
            lanes.remove(lane.tenant, lane);
            resumed.forget(lane);
            fresh.forget(lane);
        }
    }

    /**
     * What is at work and what waits.
     *
     * @param tenant whose; empty means all
     * @param first how many waiting runs to name
     * @return at this moment
     */
    public RunQueue.Snapshot snapshot(Optional<String> tenant, int first) {
        lock.lock();
        try {
            List<Line> lines = new ArrayList<>(resumed.lines());
            lines.addAll(fresh.lines());
            Picture picture = new Picture(clock, tenant, lines);
            return picture.of(
                    bounds,
                    lanes.values(),
                    tickets.values(),
                    door.perSecond(clock.nanoTime()),
                    first);
        } finally {
            lock.unlock();
        }
    }

    /**
     * An open run's place.
     *
     * @param tenant whose run
     * @param runId its id
     * @return empty when it is not open
     */
    public Optional<Ticket> find(String tenant, String runId) {
        return Optional.ofNullable(tickets.get(new Key(tenant, runId)));
    }

    /** All open runs, as a view. */
    public Collection<Ticket> all() {
        return tickets.values();
    }

    /**
     * Whether a run of normal priority would be refused whoever's it is.
     *
     * @return why, or empty
     */
    public Optional<String> refusal() {
        if (log.refusal(RunPriority.NORMAL).isPresent()) {
            return Optional.of("runs are refused: the checkpoint store is slow");
        }
        lock.lock();
        try {
            boolean full = queued > 0 && queued >= bounds.room(RunPriority.NORMAL);
            return full
                    ? Optional.of("runs are refused: " + queued + " wait (queue.runs)")
                    : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** How many runs have a slot. */
    public int active() {
        lock.lock();
        try {
            return active;
        } finally {
            lock.unlock();
        }
    }

    /** What runs hold in memory. */
    public HeapShare heap() {
        return heap;
    }

    /** How many runs are open, at work or not. */
    public int open() {
        return tickets.size();
    }
}
