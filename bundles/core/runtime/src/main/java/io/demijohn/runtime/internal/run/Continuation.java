package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.RunHandling;
import io.demijohn.agent.RunRequest.Resume;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.journal.RunOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The run that goes on where another one stopped for a person: like that one in all else. */
final class Continuation {

    private Continuation() {}

    static RunOrder of(Conversation thread) {
        RunOrder old = stopped(thread);
        String id = PlaceId.of(thread.now(), 2 * thread.nextSequence(), thread.key().id());
        return new RunOrder(
                id,
                thread.key().id(),
                old.assistantId(),
                old.agent(),
                old.agentVersion(),
                false,
                Optional.of(new Resume(Map.of())),
                Optional.empty(),
                old.config(),
                old.context(),
                old.metadata(),
                old.interruptBefore(),
                old.interruptAfter(),
                old.multitask(),
                old.temporary(),
                old.keepTemporary(),
                false,
                Map.of(),
                Instant.ofEpochMilli(thread.now()),
                handling(old.handling()));
    }

    /** Its own key would name the run that has ended, and its reader has left. */
    private static RunHandling handling(RunHandling old) {
        return new RunHandling(
                old.priority(),
                Optional.empty(),
                Duration.ZERO,
                old.webhook(),
                old.depth(),
                old.key());
    }

    /** The checkpoint names its run, and a run's id the place of its ADMIT record. */
    private static RunOrder stopped(Conversation thread) {
        String id = String.valueOf(thread.state().position().metadata().get("run_id"));
        return PlaceId.parse(id)
                .flatMap(place -> admitted(thread, id, place.sequence()))
                .orElseThrow(
                        () ->
                                new AgentException(
                                        AgentException.Kind.NOT_FOUND,
                                        "the run that stopped is not in the thread any more:"
                                                + " start one with command.resume"));
    }

    private static Optional<RunOrder> admitted(Conversation thread, String runId, long sequence) {
        JournalKey key = thread.key();
        return thread.kernel().reader().records(key, sequence, 1).stream()
                .map(record -> thread.kernel().reader().fact(key, record))
                .filter(Fact.Admitted.class::isInstance)
                .map(fact -> ((Fact.Admitted) fact).order())
                .filter(order -> order.id().equals(runId))
                .findFirst();
    }
}
