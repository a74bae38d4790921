package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.RunStatus;
import io.demijohn.agent.StateUpdate;
import io.demijohn.agent.StateValues;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The state that follows from a fact. Live work and recovery both go through here. */
public final class Fold {

    private Fold() {}

    /**
     * Takes one step.
     *
     * @param state before
     * @param sequence of the fact's record
     * @param fact what happened
     * @return after
     */
    public static ThreadState apply(ThreadState state, long sequence, Fact fact) {
        if (fact instanceof Fact.Snapshot snapshot) {
            return snapshot.state();
        }
        ThreadState now = state.at(fact.time(), changesState(fact));
        if (fact instanceof Fact.Created created) {
            return now.with(Profile.created(created))
                    .with(now.ledger().with(now.keys().plus(created.key(), now.threadId())));
        }
        if (fact instanceof Fact.Described described) {
            return now.with(now.profile().described(described.metadata()));
        }
        if (fact instanceof Fact.Edited edited) {
            return edited(now, sequence, edited);
        }
        if (fact instanceof Fact.Copied copied) {
            return copied(now, copied);
        }
        if (fact instanceof Fact.Resolved resolved) {
            return now.with(now.standing().with(now.verdicts().with(resolved)));
        }
        return ofRun(now, sequence, (Fact.OfRun) fact);
    }

    private static boolean changesState(Fact fact) {
        return !(fact instanceof Fact.Described
                || fact instanceof Fact.Admitted
                || fact instanceof Fact.Intended
                || fact instanceof Fact.Pinned
                || fact instanceof Fact.Parking
                || fact instanceof Fact.Unparked
                || fact instanceof Fact.Noticed);
    }

    private static ThreadState ofRun(ThreadState now, long sequence, Fact.OfRun fact) {
        if (fact instanceof Fact.Admitted admitted) {
            return admitted(now, admitted);
        }
        if (fact instanceof Fact.Started started) {
            return started(now, sequence, started);
        }
        if (fact instanceof Fact.Answered answered) {
            return answered(now, sequence, answered);
        }
        if (fact instanceof Fact.Intended intended) {
            return now.with(now.round().announce(intended));
        }
        if (fact instanceof Fact.Released released) {
            return now.with(now.round().release(released.calls()));
        }
        if (fact instanceof Fact.Acted acted) {
            return acted(now, sequence, acted);
        }
        if (fact instanceof Fact.Paused paused) {
            return paused(now, paused);
        }
        if (fact instanceof Fact.Ended ended) {
            return ended(now, ended);
        }
        return fact instanceof Fact.Forgotten forgotten
                ? forgotten(now, forgotten)
                : FoldOfBundles.apply(now, fact);
    }

    private static ThreadState paused(ThreadState now, Fact.Paused fact) {
        Stop stop = new Stop(true, fact.interrupts(), Optional.empty());
        Verdicts verdicts = now.verdicts().asked(now.position().id(), fact.time());
        return now.with(now.standing().with(stop).with(verdicts));
    }

    private static ThreadState admitted(ThreadState now, Fact.Admitted fact) {
        OpenRun run = new OpenRun(fact.order(), fact.input(), Optional.empty());
        Keys keys = now.keys().plus(fact.order().handling().idempotency(), fact.runId());
        return now.with(now.profile().used(fact.order())).with(now.ledger().admit(run).with(keys));
    }

    private static ThreadState started(ThreadState now, long sequence, Fact.Started fact) {
        RunOrder order = now.open(fact.runId()).orElseThrow().order();
        long first = fact.migrated() ? sequence - 1 : sequence;
        Progress progress = new Progress(order.id(), fact.time(), first, 1, 0, 0, 0, fact.tools());
        Ledger ledger = now.ledger().change(order.id(), OpenRun::begun);
        Standing standing =
                now.standing()
                        .with(Stop.NONE)
                        .with(now.verdicts().sealed())
                        .as(order.agent(), fact.stateVersion(), now.values());
        ThreadState begun =
                now.with(ledger.with(Optional.of(progress)))
                        .with(standing)
                        .with(now.round().resumed());
        return fact.input().map(input -> input(begun, sequence, order, input)).orElse(begun);
    }

    /** Two checkpoints in one record: before the input, and after it. */
    private static ThreadState input(
            ThreadState now, long sequence, RunOrder order, StateUpdate input) {
        Map<String, Object> metadata = order.checkpointMetadata();
        long time = now.time();
        Position before =
                now.position()
                        .then(
                                PlaceId.of(time, 2 * sequence, now.threadId()),
                                time,
                                List.of(Position.START),
                                "input",
                                "",
                                metadata);
        Position after =
                before.then(
                        PlaceId.of(time, 2 * sequence + 1, now.threadId()),
                        time,
                        List.of(Position.AGENT),
                        "loop",
                        Position.START,
                        metadata);
        // What tools of an abandoned superstep have answered did happen: the model should know.
        StateValues kept = Values.apply(now.values(), StateUpdate.of(now.round().inCallOrder()));
        return now.with(after, Values.apply(kept, input));
    }

    /**
     * The checkpoint before a run's input, which shares its record with the one after it.
     *
     * @param before the state before the record
     * @param after the state after it
     * @param sequence of the record
     * @return its position; its values are those of {@code before}
     */
    public static Position inputPosition(ThreadState before, ThreadState after, long sequence) {
        return before.position()
                .then(
                        PlaceId.of(after.time(), 2 * sequence, after.threadId()),
                        after.time(),
                        List.of(Position.START),
                        "input",
                        "",
                        after.position().metadata());
    }

    private static ThreadState answered(ThreadState now, long sequence, Fact.Answered fact) {
        List<String> next =
                fact.message().toolCalls().isEmpty() ? List.of() : List.of(Position.TOOLS);
        return step(now, sequence, next, Position.AGENT, List.of(fact.message()), fact.tokens());
    }

    private static ThreadState acted(ThreadState now, long sequence, Fact.Acted fact) {
        Round round = now.round().answer(fact.call(), fact.message());
        if (round.results().size() < calls(now).size()) {
            return now.with(round);
        }
        List<String> next = List.of(Position.AGENT);
        return step(now, sequence, next, Position.TOOLS, round.inCallOrder(), 0);
    }

    private static ThreadState step(
            ThreadState now,
            long sequence,
            List<String> next,
            String node,
            List<Message> messages,
            long tokens) {
        Progress progress = now.progress().orElseThrow();
        RunOrder order = now.open(progress.runId()).orElseThrow().order();
        Position position =
                now.position()
                        .then(
                                PlaceId.of(now.time(), 2 * sequence + 1, now.threadId()),
                                now.time(),
                                next,
                                "loop",
                                node,
                                order.checkpointMetadata());
        return now.with(position, Values.apply(now.values(), StateUpdate.of(messages)))
                .with(now.ledger().with(Optional.of(progress.step(tokens))));
    }

    /**
     * The calls that the last message wants made.
     *
     * @param state a thread whose next node is {@code tools}
     * @return empty when it wants none
     */
    public static List<io.demijohn.model.ToolCall> calls(ThreadState state) {
        List<Message> messages = state.values().messages();
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role() == Role.ASSISTANT) {
                return messages.get(i).toolCalls();
            }
        }
        return List.of();
    }

    private static ThreadState ended(ThreadState now, Fact.Ended fact) {
        RunOrder order = now.open(fact.runId()).orElseThrow().order();
        Ledger ledger = now.ledger().close(fact.runId());
        ThreadState closed =
                now.with(
                        order.handling()
                                .webhook()
                                .map(url -> ledger.owe(new Owed(order.id(), fact.time(), url)))
                                .orElse(ledger));
        boolean failed = fact.status() == RunStatus.ERROR || fact.status() == RunStatus.TIMEOUT;
        if (!failed) {
            return closed;
        }
        return closed.with(
                Stop.failed(fact.error().map(e -> e.message()).orElse(fact.status().name())));
    }

    private static ThreadState forgotten(ThreadState now, Fact.Forgotten fact) {
        long sequence = PlaceId.parse(fact.runId()).orElseThrow().sequence();
        Ledger ledger = now.ledger().close(fact.runId()).settled(fact.runId());
        return now.with(
                ledger.forget(sequence, fact.rolledBack()).with(now.keys().without(fact.runId())));
    }

    private static ThreadState edited(ThreadState now, long sequence, Fact.Edited fact) {
        StateValues values = Values.apply(now.values(), fact.update());
        Position position =
                now.position()
                        .then(
                                PlaceId.of(now.time(), 2 * sequence + 1, now.threadId()),
                                now.time(),
                                after(fact.asNode(), now.with(now.position(), values)),
                                "update",
                                fact.asNode(),
                                idsOf(now));
        return now.with(position, values)
                .with(Stop.NONE)
                .with(now.ledger().with(now.keys().plus(fact.key(), position.id())));
    }

    private static Map<String, Object> idsOf(ThreadState now) {
        Object graph = now.profile().metadata().get("graph_id");
        return graph == null ? Map.of() : Map.of("graph_id", graph);
    }

    private static List<String> after(String node, ThreadState state) {
        if (!node.equals(Position.AGENT)) {
            return node.isEmpty() ? List.of() : List.of(Position.AGENT);
        }
        List<Message> messages = state.values().messages();
        boolean wantsTools =
                !messages.isEmpty() && !messages.get(messages.size() - 1).toolCalls().isEmpty();
        return wantsTools ? List.of(Position.TOOLS) : List.of();
    }

    private static ThreadState copied(ThreadState now, Fact.Copied fact) {
        Profile profile =
                new Profile(
                        fact.time(), fact.time(), fact.time(), false, fact.metadata(), Map.of());
        Keys keys = Keys.NONE.plus(fact.key(), now.threadId());
        return now.with(now.ledger().disown().with(keys)).with(profile);
    }
}
