package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;
import java.net.URI;

/**
 * The notice of a run's end that nobody has taken yet.
 *
 * @param runId the run
 * @param since when it ended, milliseconds
 * @param url where it goes
 */
public record Owed(String runId, long since, URI url) {

    /**
     * The sequence of the run's ADMIT record.
     *
     * @return 1 or more
     */
    public long sequence() {
        return PlaceId.parse(runId).orElseThrow().sequence();
    }

    Doc write() {
        return Doc.empty().put("run", runId).put("since", since).put("url", url.toString());
    }

    static Owed read(Doc doc) {
        return new Owed(doc.text("run"), doc.number("since"), URI.create(doc.text("url")));
    }
}
