package io.demijohn.agent;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One input on its way to an answer.
 *
 * @param id a lower-case UUID
 * @param threadId the thread
 * @param assistantId the assistant's UUID
 * @param agent the agent's name
 * @param agentVersion the version it is pinned to
 * @param status where it is
 * @param error what went wrong, for ERROR and TIMEOUT
 * @param temporary true when its thread was made for it
 * @param multitask what was to be done with a busy thread
 * @param metadata JSON kept with it
 * @param kwargs the request as it came
 * @param createdAt when it was accepted
 * @param updatedAt when its status last changed
 * @param priority among runs that wait
 * @param waitingFor what has to come before it goes on, in words, for WAITING_FOR_BUNDLE
 */
public record Run(
        String id,
        String threadId,
        String assistantId,
        String agent,
        int agentVersion,
        RunStatus status,
        Optional<RunError> error,
        boolean temporary,
        MultitaskStrategy multitask,
        Map<String, Object> metadata,
        Map<String, Object> kwargs,
        Instant createdAt,
        Instant updatedAt,
        RunPriority priority,
        Optional<String> waitingFor) {

    /**
     * Why a run failed.
     *
     * @param error a short name, such as {@code ModelError.UNAVAILABLE} or {@code RecursionLimit}
     * @param message one sentence
     */
    public record RunError(String error, String message) {}

    /** Checks that nothing is missing. */
    public Run {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(threadId, "threadId");
        Objects.requireNonNull(assistantId, "assistantId");
        Objects.requireNonNull(agent, "agent");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(multitask, "multitask");
        metadata = Json.copy(metadata);
        kwargs = Json.copy(kwargs);
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(updatedAt, "updatedAt");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(waitingFor, "waitingFor");
    }

    /**
     * A run of normal priority that waits for nothing.
     *
     * @param id a lower-case UUID
     * @param threadId the thread
     * @param assistantId the assistant's UUID
     * @param agent the agent's name
     * @param agentVersion the version it is pinned to
     * @param status where it is
     * @param error what went wrong
     * @param temporary true when its thread was made for it
     * @param multitask what was to be done with a busy thread
     * @param metadata JSON kept with it
     * @param kwargs the request as it came
     * @param createdAt when it was accepted
     * @param updatedAt when its status last changed
     */
    public Run(
            String id,
            String threadId,
            String assistantId,
            String agent,
            int agentVersion,
            RunStatus status,
            Optional<RunError> error,
            boolean temporary,
            MultitaskStrategy multitask,
            Map<String, Object> metadata,
            Map<String, Object> kwargs,
            Instant createdAt,
            Instant updatedAt) {
        this(
                id,
                threadId,
                assistantId,
                agent,
                agentVersion,
                status,
                error,
                temporary,
                multitask,
                metadata,
                kwargs,
                createdAt,
                updatedAt,
                RunPriority.NORMAL,
                Optional.empty());
    }
}
