package io.demijohn.runtime.internal.run;

import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.HistoryQuery;
import io.demijohn.agent.StateUpdate;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.model.Message;
import io.demijohn.runtime.internal.journal.Checkpoints;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.Fold;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.journal.Position;
import io.demijohn.runtime.internal.journal.ThreadReader;
import io.demijohn.runtime.internal.journal.ThreadState;
import io.demijohn.runtime.internal.json.Containment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All checkpoints of a thread, abandoned branches included, as far back as its history is kept.
 * Those of runs that were rolled back are not there.
 */
final class Chronicle {

    /** A checkpoint that was, and what its next node added. */
    private record Past(Position position, ThreadState state, Optional<StateUpdate> inputResult) {}

    private final ThreadReader reader;
    private final JournalKey key;
    private final ThreadState now;

    /**
     * Reads one thread.
     *
     * @param now its present state
     */
    Chronicle(ThreadReader reader, JournalKey key, ThreadState now) {
        this.reader = reader;
        this.key = key;
        this.now = now;
    }

    /** The state at a checkpoint. */
    Optional<ThreadState> stateAt(String checkpointId) {
        return past(checkpointId).map(Past::state);
    }

    /** A checkpoint with its values. */
    Optional<Checkpoint> checkpoint(String checkpointId) {
        if (checkpointId.equals(now.position().id())) {
            return Optional.of(Checkpoints.of(now));
        }
        return past(checkpointId).map(past -> view(past, past.inputResult()));
    }

    private Optional<Past> past(String checkpointId) {
        Optional<PlaceId> place =
                PlaceId.parse(checkpointId).filter(id -> id.thread() == PlaceId.hash(key.id()));
        if (place.isEmpty()) {
            return Optional.empty();
        }
        List<Past> found = new ArrayList<>();
        long made = place.get().sequence();
        reader.walk(
                key,
                reader.start(key, made),
                made,
                (sequence, before, fact, after) -> {
                    for (Past past : made(sequence, before, fact, after)) {
                        if (past.position().id().equals(checkpointId)) {
                            found.add(past);
                        }
                    }
                    return true;
                });
        return found.stream().findFirst();
    }

    /** The checkpoints that a fact makes, oldest first. */
    private List<Past> made(long sequence, ThreadState before, Fact fact, ThreadState after) {
        if (after.position().id().equals(before.position().id())
                || fact instanceof Fact.Snapshot
                || rolledBack(fact)) {
            return List.of();
        }
        if (fact instanceof Fact.Started started && started.input().isPresent()) {
            Position input = Fold.inputPosition(before, after, sequence);
            return List.of(
                    new Past(input, before.standingAt(input), started.input()),
                    new Past(after.position(), after, Optional.empty()));
        }
        return List.of(new Past(after.position(), after, Optional.empty()));
    }

    private boolean rolledBack(Fact fact) {
        return fact instanceof Fact.OfRun run
                && PlaceId.parse(run.runId())
                        .map(id -> now.rolledBack().contains(id.sequence()))
                        .orElse(false);
    }

    /** Newest first; earlier parts of the journal are read only when they are needed. */
    List<Checkpoint> history(HistoryQuery query) {
        long from = reader.start(key, Long.MAX_VALUE);
        List<Checkpoint> found = history(query, from);
        long floor = reader.floor(key);
        while (found.size() < query.limit() && from > floor) {
            from = reader.start(key, from);
            found = history(query, from);
        }
        return found;
    }

    private List<Checkpoint> history(HistoryQuery query, long from) {
        Deque<Past> newest = new ArrayDeque<>();
        Map<String, StateUpdate> results = new HashMap<>();
        reader.walk(
                key,
                from,
                Long.MAX_VALUE,
                (sequence, before, fact, after) -> {
                    for (Past past : made(sequence, before, fact, after)) {
                        note(past, before, results);
                        if (wanted(query, past)) {
                            newest.addFirst(past);
                        }
                    }
                    while (newest.size() > query.limit()) {
                        newest.removeLast();
                    }
                    return true;
                });
        return newest.stream().map(past -> view(past, result(past, results))).toList();
    }

    private static boolean wanted(HistoryQuery query, Past past) {
        String id = past.position().id();
        return query.before().map(before -> id.compareTo(before) < 0).orElse(true)
                && Containment.contains(
                        Checkpoints.past(
                                        "",
                                        past.position(),
                                        past.state().values(),
                                        Optional.empty())
                                .metadata(),
                        query.metadata());
    }

    /** What a node added is the difference between its checkpoint and the one before. */
    private static void note(Past past, ThreadState before, Map<String, StateUpdate> results) {
        if (!past.position().source().equals("loop") || past.inputResult().isPresent()) {
            return;
        }
        List<Message> had = before.values().messages();
        List<Message> has = past.state().values().messages();
        List<Message> added = has.subList(Math.min(had.size(), has.size()), has.size());
        past.position()
                .parent()
                .ifPresent(parent -> results.putIfAbsent(parent, StateUpdate.of(added)));
    }

    private static Optional<StateUpdate> result(Past past, Map<String, StateUpdate> results) {
        return past.inputResult().isPresent()
                ? past.inputResult()
                : Optional.ofNullable(results.get(past.position().id()));
    }

    private Checkpoint view(Past past, Optional<StateUpdate> result) {
        return past.position().id().equals(now.position().id())
                ? Checkpoints.of(now)
                : Checkpoints.past(key.id(), past.position(), past.state().values(), result);
    }
}
