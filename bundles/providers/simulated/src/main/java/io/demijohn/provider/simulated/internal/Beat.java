package io.demijohn.provider.simulated.internal;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ModelException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One moment of an answer.
 *
 * @param delay how long to wait before it
 * @param delta what is then said, if anything
 * @param failure how the answer then breaks off, if it does
 */
record Beat(Duration delay, @Nullable ChatDelta delta, @Nullable ModelException failure) {

    static Beat say(Duration delay, ChatDelta delta) {
        return new Beat(delay, delta, null);
    }

    static Beat pause(Duration delay) {
        return new Beat(delay, null, null);
    }

    static Beat fail(Duration delay, ModelException failure) {
        return new Beat(delay, null, failure);
    }
}
