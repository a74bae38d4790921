package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentException.Kind;
import io.demijohn.checkpoint.CheckpointException;
import java.time.Duration;
import java.util.Optional;

/** Refusals. */
final class Failures {

    private static final Duration SOON = Duration.ofSeconds(1);

    private Failures() {}

    static AgentException invalid(String message) {
        return new AgentException(Kind.INVALID, message);
    }

    static AgentException notFound(String what, String id) {
        return new AgentException(Kind.NOT_FOUND, what + " " + id + " does not exist");
    }

    static AgentException busy(String threadId) {
        return new AgentException(
                Kind.BUSY,
                "thread "
                        + threadId
                        + " has a run that is not finished: wait for it, cancel it, or choose"
                        + " another multitask_strategy");
    }

    static AgentException overloaded(String message) {
        return new AgentException(Kind.OVERLOADED, message, null, Optional.of(SOON));
    }

    static AgentException tryAgain(String runId) {
        return new AgentException(
                Kind.UNAVAILABLE, "run " + runId + " is just ending or stopping: try again");
    }

    static AgentException stopping() {
        return new AgentException(Kind.UNAVAILABLE, "the runtime is stopping: try again");
    }

    /** What the store says of its disk is for the log and for health, not for callers. */
    static AgentException of(CheckpointException error) {
        if (error.kind() == CheckpointException.Kind.OVERLOADED) {
            return new AgentException(
                    Kind.OVERLOADED,
                    "the checkpoint store has too much to do",
                    error,
                    Optional.of(error.retryAfter().orElse(SOON)));
        }
        if (error.kind() == CheckpointException.Kind.INVALID) {
            return new AgentException(
                    Kind.INVALID,
                    "the checkpoint store refuses this as too large: send less",
                    error,
                    Optional.empty());
        }
        return new AgentException(
                Kind.UNAVAILABLE,
                "the checkpoint store does not take records: try again",
                error,
                Optional.empty());
    }
}
