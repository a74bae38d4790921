package io.demijohn.tenant;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** The answer to a wish for units: all of them were taken, or none. */
@ConsumerType
public interface LimitReservation {

    /**
     * Why nothing was taken.
     *
     * @param draw which counter had too little
     * @param retryAfter when the same wish would be granted if nobody else asks until then; empty
     *     when it never would, or nobody can tell
     */
    record Refusal(LimitDraw draw, Optional<Duration> retryAfter) {
        /** Checks that nothing is missing. */
        public Refusal {
            Objects.requireNonNull(draw, "draw");
            Objects.requireNonNull(retryAfter, "retryAfter");
        }
    }

    /**
     * Whether it was refused.
     *
     * @return empty when all was taken
     */
    Optional<Refusal> refusal();

    /**
     * The call is over: what it held of concurrency is free, and the tokens that it used take the
     * place of those reserved. Called once, never for a refusal. Must not wait.
     *
     * @param tokens tokens used, 0 or more
     */
    void settle(long tokens);
}
