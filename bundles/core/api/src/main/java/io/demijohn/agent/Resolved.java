package io.demijohn.agent;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What stands after a resolution.
 *
 * @param calls all calls of the thread that were or are in question, with what was said of each
 * @param next the run that goes on with the thread; empty while a call is still open
 */
public record Resolved(List<CallInQuestion> calls, Optional<Run> next) {
    /** Copies. */
    public Resolved {
        calls = List.copyOf(calls);
        Objects.requireNonNull(next, "next");
    }

    /**
     * How many calls are still open.
     *
     * @return 0 when the thread goes on
     */
    public long open() {
        return calls.stream().filter(call -> call.resolution().isEmpty()).count();
    }
}
