package io.demijohn.provider.simulated.internal;

import io.demijohn.model.ModelException;
import java.time.Duration;
import java.util.Optional;

/** One thing that an answer does. */
sealed interface Step {

    /** Speaks, a few words at a time. */
    record Say(String text) implements Step {}

    /** Wants a tool called. */
    record Call(String tool, String arguments) implements Step {}

    /** Says nothing for a while. */
    record Pause(Duration time) implements Step {}

    /** Breaks off. */
    record Fail(ModelException.Kind kind, String message, Optional<Duration> retryAfter)
            implements Step {}

    /** Says nothing until the deadline or the caller ends it. */
    record Hang() implements Step {}
}
