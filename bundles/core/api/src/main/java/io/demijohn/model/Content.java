package io.demijohn.model;

import java.util.Objects;

/** A part of a message. Models that cannot take a part answer INVALID_REQUEST. */
public sealed interface Content {

    /**
     * Plain text.
     *
     * @param text may be empty
     */
    record Text(String text) implements Content {
        /** Checks that nothing is missing. */
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * A picture.
     *
     * @param url an https address or a {@code data:} URL
     */
    record Image(String url) implements Content {
        /** Checks that nothing is missing. */
        public Image {
            Objects.requireNonNull(url, "url");
        }
    }
}
