package io.demijohn.agent;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Agent definitions. Publishing one makes its graph id and its default assistant. The built-in
 * agent {@code agent} is always there. Changes are durable when the method returns.
 */
@ProviderType
public interface AgentService {

    /** The name of the built-in agent. */
    String BUILT_IN = "agent";

    /**
     * Publishes a new agent.
     *
     * @param tenant whose agent
     * @param spec what it is
     * @return version 1
     * @throws AgentException EXISTS when there is one of that name
     */
    AgentVersion create(String tenant, AgentSpec spec);

    /**
     * Publishes the next version. Runs that are under way keep theirs.
     *
     * @param tenant whose agent
     * @param spec what it is from now on
     * @return the new version
     * @throws AgentException NOT_FOUND when there is none of that name; INVALID for a built-in
     *     agent
     */
    AgentVersion update(String tenant, AgentSpec spec);

    /**
     * The latest version.
     *
     * @param tenant whose agent
     * @param name the agent
     * @return empty when there is none of that name
     */
    Optional<AgentVersion> find(String tenant, String name);

    /**
     * All versions.
     *
     * @param tenant whose agent
     * @param name the agent
     * @return newest first
     * @throws AgentException NOT_FOUND when there is none of that name
     */
    List<AgentVersion> versions(String tenant, String name);

    /**
     * The latest version of every agent.
     *
     * @param tenant whose agents
     * @return by name
     */
    List<AgentVersion> list(String tenant);

    /**
     * Removes an agent and its assistants. Its threads stay and can be continued by another.
     *
     * @param tenant whose agent
     * @param name the agent
     * @throws AgentException NOT_FOUND; INVALID for a built-in agent; BUSY while it has runs
     */
    void delete(String tenant, String name);
}
