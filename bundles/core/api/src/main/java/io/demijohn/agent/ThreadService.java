package io.demijohn.agent;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Threads. A change has completed when it is durable. Stages complete with {@link AgentException}
 * on refusal; reads throw it.
 */
@ProviderType
public interface ThreadService {

    /**
     * Creates a thread.
     *
     * @param tenant whose thread
     * @param id the UUID wanted; empty makes one
     * @param metadata JSON kept with it
     * @return completes with the thread; EXISTS when the id is taken
     */
    default CompletionStage<AgentThread> create(
            String tenant, Optional<String> id, Map<String, Object> metadata) {
        return create(tenant, id, metadata, Optional.empty());
    }

    /**
     * Creates a thread, once for each key: the same key gives the thread of the first call for as
     * long as that thread is kept.
     *
     * @param tenant whose thread
     * @param id the UUID wanted; empty makes one, from the key when there is one
     * @param metadata JSON kept with it
     * @param key names the request
     * @return completes with the thread; EXISTS when the id is taken by another request, INVALID
     *     when the key was used for another request
     */
    CompletionStage<AgentThread> create(
            String tenant,
            Optional<String> id,
            Map<String, Object> metadata,
            Optional<IdempotencyKey> key);

    /**
     * Finds a thread.
     *
     * @param tenant whose thread
     * @param id its UUID
     * @return empty when there is none
     */
    Optional<AgentThread> find(String tenant, String id);

    /**
     * Merges metadata; a null value removes a key.
     *
     * @param tenant whose thread
     * @param id its UUID
     * @param metadata JSON to merge
     * @return completes with the changed thread
     */
    CompletionStage<AgentThread> update(String tenant, String id, Map<String, Object> metadata);

    /**
     * Removes a thread with its runs and checkpoints; a run under way is cancelled first.
     *
     * @param tenant whose thread
     * @param id its UUID
     * @return completes when nothing of it is left
     */
    CompletionStage<Void> delete(String tenant, String id);

    /**
     * Copies a thread: the state and history up to a checkpoint, under a new id, with no runs. When
     * the beginning of the history was given up, or it is larger than one group of the store, the
     * copy has the state only.
     *
     * @param tenant whose thread
     * @param id its UUID
     * @param checkpointId the last checkpoint to copy; empty copies all
     * @return completes with the new thread
     */
    default CompletionStage<AgentThread> copy(
            String tenant, String id, Optional<String> checkpointId) {
        return copy(tenant, id, checkpointId, Optional.empty());
    }

    /**
     * Copies a thread, once for each key: the same key gives the copy that the first call made, for
     * as long as that is kept.
     *
     * @param tenant whose thread
     * @param id its UUID
     * @param checkpointId the last checkpoint to copy; empty copies all
     * @param key names the request
     * @return completes with the new thread; INVALID when the key was used for another request
     */
    CompletionStage<AgentThread> copy(
            String tenant, String id, Optional<String> checkpointId, Optional<IdempotencyKey> key);

    /**
     * Lists threads.
     *
     * @param tenant whose threads
     * @param search which
     * @return a part of the list
     */
    Page<AgentThread> search(String tenant, Search search);

    /**
     * The state of a thread.
     *
     * @param tenant whose thread
     * @param id its UUID
     * @param checkpointId at this checkpoint; empty means now
     * @return the state; a thread without any has an empty checkpoint with a blank id
     * @throws AgentException NOT_FOUND for the thread or the checkpoint
     */
    Checkpoint state(String tenant, String id, Optional<String> checkpointId);

    /**
     * Earlier states.
     *
     * @param tenant whose thread
     * @param id its UUID
     * @param query which
     * @return newest first
     */
    List<Checkpoint> history(String tenant, String id, HistoryQuery query);

    /**
     * Changes the state as if a node had.
     *
     * @param tenant whose thread
     * @param id its UUID
     * @param update what changes
     * @param asNode the node it is done for, which decides what comes next; empty means the last
     * @param checkpointId where to branch off; empty means now
     * @return completes with the new checkpoint; BUSY while a run is under way
     */
    default CompletionStage<Checkpoint> updateState(
            String tenant,
            String id,
            StateUpdate update,
            Optional<String> asNode,
            Optional<String> checkpointId) {
        return updateState(tenant, id, update, asNode, checkpointId, Optional.empty());
    }

    /**
     * Changes the state as if a node had, once for each key: the same key gives the checkpoint of
     * the first call. A thread remembers the last 128 keys of its edits and runs.
     *
     * @param tenant whose thread
     * @param id its UUID
     * @param update what changes
     * @param asNode the node it is done for, which decides what comes next; empty means the last
     * @param checkpointId where to branch off; empty means now
     * @param key names the request
     * @return completes with the new checkpoint; BUSY while a run is under way, INVALID when the
     *     key was used for another request on this thread
     */
    CompletionStage<Checkpoint> updateState(
            String tenant,
            String id,
            StateUpdate update,
            Optional<String> asNode,
            Optional<String> checkpointId,
            Optional<IdempotencyKey> key);
}
