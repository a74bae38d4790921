package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunHandling;
import io.demijohn.agent.RunRequest.Resume;
import io.demijohn.agent.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An accepted run, as it will be for ever.
 *
 * @param id its UUID
 * @param threadId the thread
 * @param assistantId the assistant's UUID
 * @param agent the agent's name
 * @param agentVersion the version it is pinned to
 * @param hasInput whether something new begins it
 * @param resume a person's answer
 * @param checkpointId where it starts, when that is not the present
 * @param config the assistant's and the caller's settings
 * @param context the assistant's and the caller's context
 * @param metadata JSON
 * @param interruptBefore nodes
 * @param interruptAfter nodes
 * @param multitask what was to be done with a busy thread
 * @param temporary whether the thread was made for it
 * @param keepTemporary whether that thread stays
 * @param cancelOnDisconnect whether it stops when its reader leaves
 * @param kwargs the request as it came
 * @param createdAt when it was accepted
 * @param handling priority, idempotency key, delay, webhook, depth
 */
public record RunOrder(
        String id,
        String threadId,
        String assistantId,
        String agent,
        int agentVersion,
        boolean hasInput,
        Optional<Resume> resume,
        Optional<String> checkpointId,
        Map<String, Object> config,
        Map<String, Object> context,
        Map<String, Object> metadata,
        List<String> interruptBefore,
        List<String> interruptAfter,
        MultitaskStrategy multitask,
        boolean temporary,
        boolean keepTemporary,
        boolean cancelOnDisconnect,
        Map<String, Object> kwargs,
        Instant createdAt,
        RunHandling handling) {

    /**
     * The run as callers see it.
     *
     * @param status where it is
     * @param error what went wrong
     * @param updatedAt when its status last changed
     * @return the run
     */
    public Run as(RunStatus status, Optional<Run.RunError> error, Instant updatedAt) {
        return new Run(
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
                handling.priority(),
                Optional.empty());
    }

    /**
     * The run as callers see it while it waits for a bundle.
     *
     * @param place since when, and what for
     * @return the run
     */
    public Run as(Parked place) {
        return new Run(
                id,
                threadId,
                assistantId,
                agent,
                agentVersion,
                RunStatus.WAITING_FOR_BUNDLE,
                Optional.empty(),
                temporary,
                multitask,
                metadata,
                kwargs,
                createdAt,
                Instant.ofEpochMilli(place.since()),
                handling.priority(),
                Optional.of(place.waitingFor()));
    }

    /**
     * The sequence of its ADMIT record.
     *
     * @return 1 or more
     */
    public long sequence() {
        return PlaceId.parse(id).orElseThrow().sequence();
    }

    /**
     * What its checkpoints say of it.
     *
     * @return the caller's metadata and the ids
     */
    public Map<String, Object> checkpointMetadata() {
        Map<String, Object> all = new java.util.LinkedHashMap<>(metadata);
        all.put("graph_id", agent);
        all.put("assistant_id", assistantId);
        all.put("run_id", id);
        return all;
    }
}
