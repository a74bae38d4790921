package io.demijohn.agent;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a run is handled beside what it runs.
 *
 * @param priority among runs that wait
 * @param idempotency names the request; empty makes a new run each time
 * @param startAfter how long the run waits before it may start; zero starts it as soon as possible
 * @param webhook told of the end of the run; absolute, http or https
 * @param depth how many runs are above this one: 0 for a person's, 1 for one that a tool of such a
 *     run has started, and so on
 * @param key id of the API key under which it was started; its calls of models count as that key's.
 *     Empty for a run of the platform's own
 */
public record RunHandling(
        RunPriority priority,
        Optional<IdempotencyKey> idempotency,
        Duration startAfter,
        Optional<URI> webhook,
        int depth,
        Optional<String> key) {

    /** The longest wait before a start. */
    public static final Duration MAX_START_AFTER = Duration.ofDays(7);

    /** A person's run, as soon as possible. */
    public static final RunHandling DEFAULT =
            new RunHandling(
                    RunPriority.NORMAL, Optional.empty(), Duration.ZERO, Optional.empty(), 0);

    /** Checks the bounds. */
    public RunHandling {
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(idempotency, "idempotency");
        Objects.requireNonNull(webhook, "webhook");
        check(
                !startAfter.isNegative() && startAfter.compareTo(MAX_START_AFTER) <= 0,
                "after_seconds must be from 0 to " + MAX_START_AFTER.toSeconds());
        check(depth >= 0, "depth must be 0 or more");
        Objects.requireNonNull(key, "key");
    }

    /**
     * A run of the platform's own.
     *
     * @param priority among runs that wait
     * @param idempotency names the request
     * @param startAfter how long the run waits before it may start
     * @param webhook told of the end of the run
     * @param depth how many runs are above this one
     */
    public RunHandling(
            RunPriority priority,
            Optional<IdempotencyKey> idempotency,
            Duration startAfter,
            Optional<URI> webhook,
            int depth) {
        this(priority, idempotency, startAfter, webhook, depth, Optional.empty());
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AgentException(AgentException.Kind.INVALID, message);
        }
    }
}
