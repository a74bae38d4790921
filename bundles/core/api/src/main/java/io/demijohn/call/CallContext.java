package io.demijohn.call;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * Who calls, until when, and under which trace. Passed explicitly from the door to the plugin.
 *
 * @param tenant whose call this is; part of every key and query, never empty
 * @param requestId names the call in logs and error messages
 * @param traceparent W3C Trace Context header to send on, if the caller sent or started one
 * @param deadline after this instant nobody waits for the answer
 * @param cancellation tells that the caller has given up earlier
 * @param depth how many runs of agents are above this call: a tool that starts a run passes it on
 * @param key id of the API key under which it is made, for limits, budgets and usage; empty for the
 *     platform's own calls
 */
public record CallContext(
        String tenant,
        String requestId,
        Optional<String> traceparent,
        Instant deadline,
        Cancellation cancellation,
        int depth,
        Optional<String> key) {

    /** The tenant of a platform that has only one. */
    public static final String DEFAULT_TENANT = "default";

    /** Checks that nothing is missing. */
    public CallContext {
        if (tenant.isBlank()) {
            throw new IllegalArgumentException("tenant must not be blank");
        }
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(traceparent, "traceparent");
        Objects.requireNonNull(deadline, "deadline");
        Objects.requireNonNull(cancellation, "cancellation");
        if (depth < 0) {
            throw new IllegalArgumentException("depth must be 0 or more");
        }
        Objects.requireNonNull(key, "key");
    }

    /**
     * A call of the platform's own.
     *
     * @param tenant whose call this is
     * @param requestId names the call in logs and error messages
     * @param traceparent W3C Trace Context header to send on
     * @param deadline after this instant nobody waits for the answer
     * @param cancellation tells that the caller has given up earlier
     * @param depth how many runs of agents are above this call
     */
    public CallContext(
            String tenant,
            String requestId,
            Optional<String> traceparent,
            Instant deadline,
            Cancellation cancellation,
            int depth) {
        this(tenant, requestId, traceparent, deadline, cancellation, depth, Optional.empty());
    }

    /**
     * A call from outside: no agent is above it.
     *
     * @param tenant whose call this is
     * @param requestId names the call in logs and error messages
     * @param traceparent W3C Trace Context header to send on
     * @param deadline after this instant nobody waits for the answer
     * @param cancellation tells that the caller has given up earlier
     */
    public CallContext(
            String tenant,
            String requestId,
            Optional<String> traceparent,
            Instant deadline,
            Cancellation cancellation) {
        this(tenant, requestId, traceparent, deadline, cancellation, 0);
    }

    /**
     * The time that is left.
     *
     * @param clock the platform's clock
     * @return zero or more; zero means the deadline has passed
     */
    public Duration remaining(InstantSource clock) {
        Duration left = Duration.between(clock.instant(), deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * The same call with an earlier end.
     *
     * @param limit the new deadline; ignored when it is later than the present one
     * @return a context that ends at the earlier of the two
     */
    public CallContext notAfter(Instant limit) {
        return limit.isBefore(deadline)
                ? new CallContext(tenant, requestId, traceparent, limit, cancellation, depth, key)
                : this;
    }

    /**
     * The same call under another cancellation.
     *
     * @param inner usually a {@linkplain CancellationSource#childOf child} of the present one
     * @return a context that is cancelled with {@code inner}
     */
    public CallContext with(Cancellation inner) {
        return new CallContext(tenant, requestId, traceparent, deadline, inner, depth, key);
    }

    /**
     * The same call under a key.
     *
     * @param id the key's id
     * @return a copy
     */
    public CallContext withKey(Optional<String> id) {
        return new CallContext(tenant, requestId, traceparent, deadline, cancellation, depth, id);
    }
}
