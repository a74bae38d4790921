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

    /**
     * An event of the provider's stream as the provider sent it. Only who asked with an {@link
     * Original} of the same dialect gets any, all of the answer's, each before the pieces that say
     * the same in our words. None comes before there is content: those of the beginning come right
     * before it.
     *
     * @param dialect {@link Original#dialect()}
     * @param type the event's name, for dialects that name their events; else empty
     * @param data the event, a JSON object
     */
    record Native(String dialect, String type, String data) implements ChatDelta {
        /** Checks that nothing is missing. */
        public Native {
            Objects.requireNonNull(dialect, "dialect");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(data, "data");
        }
    }
}
