package io.demijohn.model;

import java.util.Objects;
import java.util.Optional;

/** A piece of an answer while the model speaks. */
public sealed interface ChatDelta {

    /**
     * More text.
     *
     * @param text at least one character
     */
    record Text(String text) implements ChatDelta {
        /** Checks that nothing is missing. */
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * More of a tool call. The first piece of a call carries its id and name.
     *
     * @param index which call of this answer, from 0
     * @param id the call's id, in the first piece
     * @param name the tool, in the first piece
     * @param arguments more of the arguments' JSON text; may be empty
     */
    record Call(int index, Optional<String> id, Optional<String> name, String arguments)
            implements ChatDelta {
        /** Checks that nothing is missing. */
        public Call {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(arguments, "arguments");
        }
    }
}
