package io.demijohn.agent;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Assistants. Changes are durable when the method returns. */
@ProviderType
public interface AssistantService {

    /**
     * Creates an assistant.
     *
     * @param tenant whose assistant
     * @param id the UUID wanted; empty makes one
     * @param spec its settings; {@code graphId} is required
     * @return version 1
     * @throws AgentException NOT_FOUND for the graph id; EXISTS for the id; INVALID otherwise
     */
    default Assistant create(String tenant, Optional<String> id, AssistantPatch spec) {
        return create(tenant, id, spec, Optional.empty());
    }

    /**
     * Creates an assistant, once for each key: the same key gives the assistant of the first call,
     * as it is now, for as long as that is kept.
     *
     * @param tenant whose assistant
     * @param id the UUID wanted; empty makes one, from the key when there is one
     * @param spec its settings; {@code graphId} is required
     * @param key names the request
     * @return the assistant
     * @throws AgentException NOT_FOUND for the graph id; EXISTS for the id; QUOTA when the tenant
     *     has as many as it may have; INVALID otherwise, also when the key was used for another
     *     request
     */
    Assistant create(
            String tenant, Optional<String> id, AssistantPatch spec, Optional<IdempotencyKey> key);

    /**
     * Finds by id, or an agent's default assistant by the agent's name.
     *
     * @param tenant whose assistant
     * @param idOrName a UUID or an agent's name
     * @return its present version, or empty
     */
    Optional<Assistant> find(String tenant, String idOrName);

    /**
     * Makes the next version and the present one.
     *
     * @param tenant whose assistant
     * @param idOrName a UUID or an agent's name
     * @param patch what changes
     * @return the new version
     */
    Assistant update(String tenant, String idOrName, AssistantPatch patch);

    /**
     * Makes an earlier version the present one.
     *
     * @param tenant whose assistant
     * @param idOrName a UUID or an agent's name
     * @param version an existing one
     * @return that version
     */
    Assistant setLatest(String tenant, String idOrName, int version);

    /**
     * All versions.
     *
     * @param tenant whose assistant
     * @param idOrName a UUID or an agent's name
     * @return newest first
     */
    List<Assistant> versions(String tenant, String idOrName);

    /**
     * Lists assistants, default ones included.
     *
     * @param tenant whose assistants
     * @param search which
     * @return a part of the list
     */
    Page<Assistant> search(String tenant, Search search);

    /**
     * Removes an assistant that is not a default one.
     *
     * @param tenant whose assistant
     * @param id its UUID
     */
    void delete(String tenant, String id);
}
