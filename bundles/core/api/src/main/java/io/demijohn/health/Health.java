package io.demijohn.health;

import java.util.Objects;

/**
 * The state of one component.
 *
 * @param status what works
 * @param message one sentence for an operator: what is so, without secrets
 * @param fix what to do about it; empty when there is nothing to do
 */
public record Health(Status status, String message, String fix) {

    /** How much of a component works, from all to nothing. */
    public enum Status {
        /** All of it. */
        UP,
        /** It answers, but something is missing or slow. */
        DEGRADED,
        /** It does not work. */
        DOWN
    }

    /** Checks that nothing is missing. */
    public Health {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(fix, "fix");
    }

    /**
     * All is well.
     *
     * @param message one sentence
     * @return health with status UP
     */
    public static Health up(String message) {
        return new Health(Status.UP, message, "");
    }

    /**
     * Something is missing.
     *
     * @param message one sentence
     * @param fix what to do
     * @return health with status DEGRADED
     */
    public static Health degraded(String message, String fix) {
        return new Health(Status.DEGRADED, message, fix);
    }

    /**
     * It does not work.
     *
     * @param message one sentence
     * @param fix what to do
     * @return health with status DOWN
     */
    public static Health down(String message, String fix) {
        return new Health(Status.DOWN, message, fix);
    }
}
