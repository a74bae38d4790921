package io.demijohn.agent;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Moves a thread's state from one version of an agent's state to a later one. Register it as an
 * OSGi service. When a run of {@link #agent()} begins on a thread whose state has an older {@link
 * AgentSpec#stateVersion()}, the platform applies the shortest chain of migrators and records the
 * result with the checkpoint; a run from an old checkpoint is moved in the same way. While a step
 * of the chain is missing, the run is parked as WAITING_FOR_BUNDLE. One that throws, or takes
 * longer than the platform's limit, ends the run with an error that names it; the state stays as it
 * was.
 *
 * <p>The test kit's {@code StateMigratorContract} checks what is said here.
 */
@ConsumerType
public interface StateMigrator {

    /**
     * Whose states it moves.
     *
     * @return an agent's name
     */
    String agent();

    /**
     * The version that it reads.
     *
     * @return 1 or more
     */
    int fromVersion();

    /**
     * The version that it writes.
     *
     * @return more than {@link #fromVersion()}
     */
    int toVersion();

    /**
     * Moves a state. A pure function: the same values give the same result, nothing else is read or
     * changed, and it may be called more than once for one thread. Must keep the calls of tools
     * that the last message of the model makes, with their answers.
     *
     * @param values as the older version wrote them
     * @return as the later version reads them
     */
    StateValues migrate(StateValues values);
}
