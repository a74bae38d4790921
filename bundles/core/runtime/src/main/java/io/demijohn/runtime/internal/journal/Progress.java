package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far the active run has come.
 *
 * @param runId the run
 * @param startedAt milliseconds
 * @param startedSequence of the record with which it began
 * @param eventStep the step of the events to come
 * @param supersteps done
 * @param tokens read and written by models
 * @param parked how long it has waited for bundles, milliseconds
 * @param tools where its tools came from when it first had them
 */
public record Progress(
        String runId,
        long startedAt,
        long startedSequence,
        long eventStep,
        long supersteps,
        long tokens,
        long parked,
        Map<String, Origin> tools) {

    /** Copies. */
    public Progress {
        tools = Map.copyOf(tools);
    }

    Progress step(long moreTokens) {
        return new Progress(
                runId,
                startedAt,
                startedSequence,
                eventStep + 1,
                supersteps + 1,
                tokens + moreTokens,
                parked,
                tools);
    }

    Progress rested(long millis) {
        return new Progress(
                runId,
                startedAt,
                startedSequence,
                eventStep,
                supersteps,
                tokens,
                parked + millis,
                tools);
    }

    Progress pinned(Map<String, Origin> more) {
        Map<String, Origin> all = new LinkedHashMap<>(tools);
        all.putAll(more);
        return new Progress(
                runId, startedAt, startedSequence, eventStep, supersteps, tokens, parked, all);
    }

    Doc write() {
        return Doc.empty()
                .put("run", runId)
                .put("started", startedAt)
                .put("sequence", startedSequence)
                .put("events", eventStep)
                .put("steps", supersteps)
                .put("tokens", tokens)
                .put("parked", parked)
                .put("tools", Origin.write(tools));
    }

    static Progress read(Doc doc) {
        return new Progress(
                doc.text("run"),
                doc.number("started"),
                doc.number("sequence"),
                doc.number("events"),
                doc.number("steps"),
                doc.number("tokens"),
                doc.number("parked"),
                Origin.read(doc, "tools"));
    }
}
