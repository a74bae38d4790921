package io.demijohn.tool;

import java.util.Objects;
import java.util.Optional;

/**
 * What a tool knows of an earlier call.
 *
 * @param state whether it happened
 * @param result its answer, for HAPPENED
 */
public record ToolProbe(State state, Optional<ToolResult> result) {

    /** The tool cannot tell: a person is asked. */
    public static final ToolProbe UNKNOWN = new ToolProbe(State.UNKNOWN, Optional.empty());

    /** The call did not happen, and will not: it is made again. */
    public static final ToolProbe NOT_HAPPENED =
            new ToolProbe(State.NOT_HAPPENED, Optional.empty());

    /** Whether a call happened. */
    public enum State {
        /** It did, and the answer is known. */
        HAPPENED,
        /** It did not, and it will not any more: nothing of it is on its way. */
        NOT_HAPPENED,
        /** The tool cannot tell. */
        UNKNOWN
    }

    /** Checks that there is an answer when, and only when, the call happened. */
    public ToolProbe {
        Objects.requireNonNull(state, "state");
        if (result.isPresent() != (state == State.HAPPENED)) {
            throw new IllegalArgumentException("a result goes with HAPPENED, and only with it");
        }
    }

    /**
     * The call happened.
     *
     * @param result what it answered
     * @return the probe's answer
     */
    public static ToolProbe happened(ToolResult result) {
        return new ToolProbe(State.HAPPENED, Optional.of(result));
    }
}
