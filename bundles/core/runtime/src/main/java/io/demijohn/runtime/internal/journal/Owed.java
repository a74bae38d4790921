package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;

/**
 * The notice of a run's end that nobody has taken yet.
 *
 * @param runId the run
 * @param since when it ended, milliseconds
 */
public record Owed(String runId, long since) {

    Doc write() {
        return Doc.empty().put("run", runId).put("since", since);
    }

    static Owed read(Doc doc) {
        return new Owed(doc.text("run"), doc.number("since"));
    }
}
