package io.demijohn.agent;

import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the notice of a run's end is.
 *
 * @param url where it goes
 * @param status how far it is
 * @param attempts how often it was tried, since the start of the process while it is owed
 * @param at when it was delivered or given up, or is tried again; empty while that is not known
 * @param reason why the last try failed; empty when none did
 */
public record NoticeState(
        URI url, Status status, int attempts, Optional<Instant> at, Optional<String> reason) {

    /** How far a notice is. */
    public enum Status {
        /** The run has not ended. */
        WAITING,
        /** The run has ended, and nobody has taken the notice yet. */
        OWED,
        /** The receiver has taken it. */
        DELIVERED,
        /** It was tried too often, for too long, or at an address that is not allowed. */
        GIVEN_UP
    }

    /** Checks that nothing is missing. */
    public NoticeState {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(reason, "reason");
    }
}
