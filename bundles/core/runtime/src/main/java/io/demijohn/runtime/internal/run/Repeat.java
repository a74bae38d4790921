package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunRequest;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A request whose idempotency key the thread has seen: it gets the first one's run. */
final class Repeat {

    private Repeat() {}

    /**
     * The run of the first request. Only in the thread's mailbox.
     *
     * @return empty when there was none
     */
    static Optional<CompletionStage<Run>> of(Conversation thread, RunRequest request) {
        return request.handling()
                .idempotency()
                .flatMap(key -> thread.state().keys().made(key))
                .map(runId -> thread.durably(() -> run(thread, runId)));
    }

    private static Run run(Conversation thread, String runId) {
        return Optional.ofNullable(thread.live().get(runId))
                .map(LiveRun::view)
                .or(() -> thread.desk().runs().recent(thread.key().tenant(), runId))
                .or(() -> stored(thread, runId))
                .orElseThrow(
                        () ->
                                new AgentException(
                                        AgentException.Kind.NOT_FOUND,
                                        "the run of this Idempotency-Key is not kept any more"));
    }

    private static Optional<Run> stored(Conversation thread, String runId) {
        return new RunScan(thread.kernel().reader(), thread.key(), thread.state()).find(runId);
    }
}
