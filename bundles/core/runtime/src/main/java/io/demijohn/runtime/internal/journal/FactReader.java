package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.Run.RunError;
import io.demijohn.agent.RunStatus;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.runtime.internal.json.Doc;
import io.demijohn.runtime.internal.json.MessageJson;
import java.util.function.Function;

/** Records as facts. */
final class FactReader {

    private FactReader() {}

    /**
     * Reads a record.
     *
     * @param record as stored
     * @param blobs gives what the record names
     * @return what happened
     * @throws CheckpointException CORRUPT when the body is not what was written
     */
    static Fact read(JournalRecord record, Function<BlobId, byte[]> blobs) {
        try {
            Doc doc = Doc.of(record.body());
            LongTexts.restore(doc.map(), blobs);
            return read(record.type(), doc, doc.number("t"), doc.text("run"));
        } catch (java.io.UncheckedIOException
                | IllegalArgumentException
                | ClassCastException
                | IndexOutOfBoundsException e) {
            throw new CheckpointException(
                    CheckpointException.Kind.CORRUPT,
                    "record " + record.sequence() + " (" + record.type() + ") cannot be read",
                    e,
                    java.util.Optional.empty());
        }
    }

    private static Fact read(RecordType type, Doc doc, long time, String run) {
        return switch (type) {
            case ADMIT ->
                    new Fact.Admitted(
                            time,
                            OrderJson.read(doc.doc("order")),
                            doc.optional("input", MessageJson::update));
            case MODEL_RESULT -> answered(doc, time, run);
            case TOOL_INTENT ->
                    new Fact.Intended(
                            time,
                            run,
                            doc.number("a"),
                            Round.numbers(doc, "calls"),
                            Round.numbers(doc, "effectful"));
            case TOOL_RESULT ->
                    new Fact.Acted(
                            time,
                            run,
                            doc.number("a"),
                            (int) doc.number("call"),
                            MessageJson.read(doc.doc("message")));
            case SNAPSHOT ->
                    new Fact.Snapshot(
                            time, StateJson.read(doc.doc("state")), doc.number("previous"));
            case INTERRUPT ->
                    new Fact.Paused(
                            time, run, doc.number("a"), doc.list("interrupts", Stop::interrupt));
            case RESUME -> resumed(doc, time, run);
            case TERMINAL -> ended(doc, time, run);
            case STATE_DELTA -> delta(doc, time, run);
            case DEFINITION ->
                    throw new IllegalArgumentException("a thread's journal has no definitions");
        };
    }

    private static Fact resumed(Doc doc, long time, String run) {
        return doc.has("question")
                ? new Fact.Resolved(
                        time,
                        doc.text("question"),
                        Verdict.read(doc.doc("verdict")),
                        doc.optional("next"))
                : new Fact.Released(time, run, Round.numbers(doc, "calls"));
    }

    private static Fact answered(Doc doc, long time, String run) {
        Speech speech =
                new Speech(Lengths.read(doc.text("d")), doc.optional("said", MessageJson::read));
        return new Fact.Answered(
                time,
                run,
                doc.number("a"),
                MessageJson.read(doc.doc("message")),
                speech,
                doc.number("tokens"));
    }

    private static Fact ended(Doc doc, long time, String run) {
        return new Fact.Ended(
                time,
                run,
                doc.number("a"),
                RunStatus.valueOf(doc.text("status")),
                doc.optional("error").map(error -> new RunError(error, doc.text("message"))));
    }

    private static Fact delta(Doc doc, long time, String run) {
        return switch (doc.text("k")) {
            case "created" ->
                    new Fact.Created(
                            time,
                            doc.object("metadata"),
                            doc.flag("temporary"),
                            doc.optional("key", Keys::given));
            case "described" -> new Fact.Described(time, doc.object("metadata"));
            case "started" ->
                    new Fact.Started(
                            time,
                            run,
                            doc.number("a"),
                            doc.optional("input", MessageJson::update),
                            (int) Math.max(1, doc.number("version")),
                            Origin.read(doc, "tools"),
                            doc.flag("migrated"));
            case "edited" ->
                    new Fact.Edited(
                            time,
                            MessageJson.update(doc.doc("update")),
                            doc.text("node"),
                            doc.optional("key", Keys::given));
            case "copied" ->
                    new Fact.Copied(time, doc.object("metadata"), doc.optional("key", Keys::given));
            case "forgotten" -> new Fact.Forgotten(time, run, doc.flag("rolledBack"));
            case "pinned" -> new Fact.Pinned(time, run, Origin.read(doc, "tools"));
            case "parked" -> new Fact.Parking(time, run, doc.text("for"));
            case "unparked" -> new Fact.Unparked(time, run);
            case "migrated" ->
                    new Fact.Migrated(
                            time,
                            run,
                            doc.text("agent"),
                            (int) doc.number("from"),
                            (int) doc.number("to"),
                            MessageJson.values(doc.doc("values")));
            case "noticed" ->
                    new Fact.Noticed(
                            time,
                            run,
                            doc.flag("delivered"),
                            (int) doc.number("tries"),
                            doc.optional("reason"));
            default -> throw new IllegalArgumentException("unknown change " + doc.text("k"));
        };
    }
}
