package io.demijohn.runtime.internal.run;

import io.demijohn.checkpoint.CheckpointException.Kind;
import java.time.Duration;

/**
 * The store has stopped a thread's runs.
 *
 * @param kind why
 * @param times how often in a row
 */
record Setback(Kind kind, int times) {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 6;

    Setback then(Kind next) {
        return new Setback(next, next == kind ? times + 1 : 1);
    }

    /**
     * Whether the active run is to end. Each try asks the model again, which costs money; a record
     * that is too large once may be smaller the next time, but not for ever.
     */
    boolean hopeless() {
        return switch (kind) {
            case INVALID -> times >= 2;
            case CONFLICT, CORRUPT -> times >= 4;
            case UNAVAILABLE, OVERLOADED, FENCED -> false;
        };
    }

    /** Waiting does not make a record smaller. */
    Duration pause() {
        return kind == Kind.INVALID && times <= 2
                ? Duration.ZERO
                : FIRST_PAUSE.multipliedBy(1L << Math.min(times - 1, MOST_DOUBLINGS));
    }
}
