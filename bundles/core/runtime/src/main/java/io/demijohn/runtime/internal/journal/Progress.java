package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;

/**
 * How far the active run has come.
 *
 * @param runId the run
 * @param startedAt milliseconds
 * @param startedSequence of the record with which it began
 * @param eventStep the step of the events to come
 * @param supersteps done
 * @param tokens read and written by models
 */
public record Progress(
        String runId,
        long startedAt,
        long startedSequence,
        long eventStep,
        long supersteps,
        long tokens) {

    Progress step(long moreTokens) {
        return new Progress(
                runId,
                startedAt,
                startedSequence,
                eventStep + 1,
                supersteps + 1,
                tokens + moreTokens);
    }

    Doc write() {
        return Doc.empty()
                .put("run", runId)
                .put("started", startedAt)
                .put("sequence", startedSequence)
                .put("events", eventStep)
                .put("steps", supersteps)
                .put("tokens", tokens);
    }

    static Progress read(Doc doc) {
        return new Progress(
                doc.text("run"),
                doc.number("started"),
                doc.number("sequence"),
                doc.number("events"),
                doc.number("steps"),
                doc.number("tokens"));
    }
}
