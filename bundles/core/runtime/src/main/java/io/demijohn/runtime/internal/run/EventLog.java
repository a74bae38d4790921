package io.demijohn.runtime.internal.run;

import io.demijohn.agent.EventId;
import io.demijohn.agent.RunEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of an open run. What is older than the bound is forgotten here and derived from
 * the journal for those who still want it.
 */
final class EventLog {

    /** What a reader gets; not covered means that the first one wanted is forgotten. */
    record Batch(boolean covered, List<RunEvent> events, boolean closed) {}

    private final int bound;
    private final @Nullable EventId restart;
    private final List<RunEvent> events = new ArrayList<>(2);
    private final Set<Runnable> readers = ConcurrentHashMap.newKeySet();
    private @Nullable EventId forgotten;
    private @Nullable EventId last;
    private boolean closed;
    private @Nullable RuntimeException failure;

    /**
     * An empty log.
     *
     * @param bound how many events to keep
     * @param restart everything up to this place was before a restart; empty for a new run
     */
    EventLog(int bound, Optional<EventId> restart) {
        this.bound = bound;
        this.restart = restart.orElse(null);
        this.forgotten = this.restart;
        this.last = this.restart;
    }

    /**
     * Adds events; one that is not after the last is a late word of an attempt that was cut off.
     */
    void publish(List<RunEvent> fresh) {
        synchronized (this) {
            fresh.forEach(this::add);
            trim();
        }
        readers.forEach(Runnable::run);
    }

    private void add(RunEvent event) {
        if (!closed && (last == null || event.id().compareTo(last) > 0)) {
            events.add(event);
            last = event.id();
            closed = event instanceof RunEvent.Ended;
        }
    }

    private void trim() {
        if (events.size() > bound) {
            List<RunEvent> old = events.subList(0, events.size() - bound * 3 / 4);
            forgotten = old.get(old.size() - 1).id();
            old.clear();
        }
    }

    /** The run will not go on in this process. */
    void fail(RuntimeException reason) {
        synchronized (this) {
            failure = reason;
        }
        readers.forEach(Runnable::run);
    }

    synchronized Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Events that follow.
     *
     * @param from the first one wanted
     * @param limit at most this many
     */
    synchronized Batch read(EventId from, long limit) {
        if (forgotten != null && from.compareTo(forgotten) <= 0) {
            return new Batch(false, List.of(), false);
        }
        int begin = position(from);
        int end = (int) Math.min(events.size(), begin + limit);
        boolean all = end == events.size();
        return new Batch(true, List.copyOf(events.subList(begin, end)), closed && all);
    }

    private int position(EventId from) {
        int low = 0;
        int high = events.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events.get(middle).id().compareTo(from) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Where a reader can go on here who has read all that is durable.
     *
     * @param step of the first event that is not durable
     * @return empty when some of what was forgotten is not durable yet
     */
    synchronized Optional<EventId> entry(long step) {
        if (forgotten == null) {
            return Optional.of(new EventId(0, 0, 0));
        }
        boolean read = forgotten.equals(restart) || forgotten.step() < step;
        return read
                ? Optional.of(
                        new EventId(forgotten.step(), forgotten.attempt(), forgotten.index() + 1))
                : Optional.empty();
    }

    synchronized Optional<EventId> last() {
        return Optional.ofNullable(last);
    }

    boolean watched() {
        return !readers.isEmpty();
    }

    void register(Runnable reader) {
        readers.add(reader);
    }

    void unregister(Runnable reader) {
        readers.remove(reader);
    }
}
