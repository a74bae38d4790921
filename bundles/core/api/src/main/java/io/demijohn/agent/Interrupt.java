package io.demijohn.agent;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A question to a person.
 *
 * @param id names the question; a resume can answer by it
 * @param value the question, a JSON value
 */
public record Interrupt(String id, @Nullable Object value) {
    /** Checks that nothing is missing. */
    public Interrupt {
        Objects.requireNonNull(id, "id");
    }
}
