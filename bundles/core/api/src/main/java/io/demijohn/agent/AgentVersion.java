package io.demijohn.agent;

import java.time.Instant;
import java.util.Objects;

/**
 * One version of an agent. Never changes; an update makes the next version.
 *
 * @param version 1 for the first
 * @param spec what its author said
 * @param createdAt when it was published
 * @param builtIn true for an agent that comes with the platform and cannot be deleted
 */
public record AgentVersion(int version, AgentSpec spec, Instant createdAt, boolean builtIn) {
    /** Checks that nothing is missing. */
    public AgentVersion {
        if (version < 1) {
            throw new IllegalArgumentException("version must be 1 or more");
        }
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(createdAt, "createdAt");
    }
}
