package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.EventId;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.StateUpdate;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of a run, derived from its facts. Live readers and late ones get them from here, which
 * is why they see the same.
 */
public final class EventMaker {

    private EventMaker() {}

    /**
     * The events of a fact.
     *
     * @param before the state before it
     * @param fact what happened
     * @param after the state after it
     * @return in order; empty when nobody is to hear of it
     */
    public static List<RunEvent> events(ThreadState before, Fact fact, ThreadState after) {
        if (fact instanceof Fact.Started started) {
            return started(started, after);
        }
        if (fact instanceof Fact.Answered answered) {
            List<RunEvent> events = new ArrayList<>();
            spoken(before, answered, after, events);
            answered(before, answered, after, events);
            return events;
        }
        if (fact instanceof Fact.Acted acted) {
            return acted(before, acted, after);
        }
        if (fact instanceof Fact.Paused paused) {
            EventId id = new EventId(step(before), paused.attempt(), 0);
            return List.of(new RunEvent.Paused(id, paused.interrupts(), Checkpoints.of(after)));
        }
        return fact instanceof Fact.Ended ended ? ended(before, ended) : List.of();
    }

    /**
     * What a reader hears whose run began before the journal does.
     *
     * @param runId the run
     * @param standing the state at the beginning of the journal
     * @return that there is a gap, and the whole state; empty when the run had not begun yet
     */
    public static List<RunEvent> gap(String runId, ThreadState standing) {
        return standing.progress()
                .filter(progress -> progress.runId().equals(runId))
                .map(Progress::eventStep)
                .map(
                        step ->
                                List.<RunEvent>of(
                                        new RunEvent.Gap(new EventId(step, 0, 0)),
                                        new RunEvent.StateChanged(
                                                new EventId(step, 0, 1), Checkpoints.of(standing))))
                .orElse(List.of());
    }

    /**
     * The events of a fact that readers have not heard already: the pieces of an answer went to
     * them while the model spoke.
     *
     * @param before the state before it
     * @param fact what happened
     * @param after the state after it
     * @return as {@link #events}, without pieces
     */
    public static List<RunEvent> unheard(ThreadState before, Fact fact, ThreadState after) {
        if (fact instanceof Fact.Answered answered) {
            List<RunEvent> events = new ArrayList<>(4);
            answered(before, answered, after, events);
            return events;
        }
        return events(before, fact, after);
    }

    private static long step(ThreadState before) {
        return before.progress().map(Progress::eventStep).orElse(0L);
    }

    private static List<RunEvent> started(Fact.Started fact, ThreadState after) {
        return List.of(
                new RunEvent.Started(new EventId(0, fact.attempt(), 0), fact.runId(), 1),
                new RunEvent.StateChanged(
                        new EventId(0, fact.attempt(), 1), Checkpoints.of(after)));
    }

    private static void spoken(
            ThreadState before, Fact.Answered fact, ThreadState after, List<RunEvent> events) {
        RunOrder order = before.open(fact.runId()).orElseThrow().order();
        long step = step(before);
        for (ChatDelta delta : fact.speech().deltas(fact.message())) {
            events.add(
                    delta(
                            new EventId(step, fact.attempt(), events.size()),
                            fact.message().id(),
                            delta,
                            after.position().step(),
                            order));
        }
    }

    private static void answered(
            ThreadState before, Fact.Answered fact, ThreadState after, List<RunEvent> events) {
        RunOrder order = before.open(fact.runId()).orElseThrow().order();
        long step = step(before);
        int index = fact.speech().count();
        events.add(
                new RunEvent.MessageComplete(
                        new EventId(step, fact.attempt(), index),
                        Position.AGENT,
                        fact.message(),
                        after.position().step(),
                        index > 0,
                        metadata(order, fact.message())));
        finish(
                events,
                new EventId(step, fact.attempt(), index + 1),
                Position.AGENT,
                List.of(fact.message()),
                after);
    }

    /**
     * A piece of an answer, as it is spoken and as it is read later.
     *
     * @param id its place
     * @param messageId the message to be
     * @param delta the piece
     * @param step of the checkpoint to be
     * @param order the run
     * @return the event
     */
    public static RunEvent delta(
            EventId id, String messageId, ChatDelta delta, long step, RunOrder order) {
        return new RunEvent.MessageDelta(id, messageId, delta, step, tags(order));
    }

    private static Map<String, Object> tags(RunOrder order) {
        Object tags = order.config().get("tags");
        return tags == null ? Map.of() : Map.of("tags", tags);
    }

    private static Map<String, Object> metadata(RunOrder order, Message message) {
        Map<String, Object> all = new LinkedHashMap<>(message.metadata());
        all.putAll(tags(order));
        return all;
    }

    private static List<RunEvent> acted(ThreadState before, Fact.Acted fact, ThreadState after) {
        RunOrder order = before.open(fact.runId()).orElseThrow().order();
        long index = before.round().nextIndex();
        List<RunEvent> events = new ArrayList<>();
        events.add(
                new RunEvent.MessageComplete(
                        new EventId(step(before), fact.attempt(), index),
                        Position.TOOLS,
                        fact.message(),
                        before.position().step() + 1,
                        false,
                        metadata(order, fact.message())));
        if (!after.position().id().equals(before.position().id())) {
            finish(
                    events,
                    new EventId(step(before), fact.attempt(), index + 1),
                    Position.TOOLS,
                    before.round().answer(fact.call(), fact.message()).inCallOrder(),
                    after);
        }
        return events;
    }

    private static void finish(
            List<RunEvent> events,
            EventId id,
            String node,
            List<Message> messages,
            ThreadState after) {
        events.add(new RunEvent.NodeFinished(id, node, StateUpdate.of(messages)));
        events.add(
                new RunEvent.StateChanged(
                        new EventId(id.step(), id.attempt(), id.index() + 1),
                        Checkpoints.of(after)));
    }

    private static List<RunEvent> ended(ThreadState before, Fact.Ended fact) {
        Run run =
                before.open(fact.runId())
                        .orElseThrow()
                        .order()
                        .as(fact.status(), fact.error(), Instant.ofEpochMilli(fact.time()));
        boolean active = before.progress().filter(p -> p.runId().equals(fact.runId())).isPresent();
        EventId id = new EventId(active ? step(before) : 0, fact.attempt(), 1);
        return List.of(new RunEvent.Ended(id, run));
    }
}
