package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;

/**
 * A run that waits for a bundle.
 *
 * @param since when it was parked, milliseconds
 * @param waitingFor what has to come, in words
 */
public record Parked(long since, String waitingFor) {

    Doc write() {
        return Doc.empty().put("since", since).put("for", waitingFor);
    }

    static Parked read(Doc doc) {
        return new Parked(doc.number("since"), doc.text("for"));
    }
}
