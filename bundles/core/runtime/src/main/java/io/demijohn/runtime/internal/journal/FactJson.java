package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.Run.RunError;
import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.runtime.internal.json.Doc;
import io.demijohn.runtime.internal.json.JsonText;
import io.demijohn.runtime.internal.json.MessageJson;
import java.util.List;
import java.util.Map;

/**
 * Facts as records. Every body has {@code v}, the version of its format, and {@code t}, the time.
 */
final class FactJson {

    private static final int VERSION = 1;

    private FactJson() {}

    /**
     * A record with what it names.
     *
     * @param entry the record
     * @param blobs its long texts
     */
    record Packed(Append.Entry entry, Map<BlobId, byte[]> blobs) {}

    /**
     * Writes a fact.
     *
     * @param fact what happened
     * @return the record, and the blobs that it names
     */
    static Packed write(Fact fact) {
        Doc doc = Doc.empty().put("v", VERSION).put("t", fact.time());
        RecordType type = fact instanceof Fact.OfRun run ? ofRun(run, doc) : ofThread(fact, doc);
        LongTexts.Shortened shorter = LongTexts.shorten(doc.map());
        List<BlobId> names = List.copyOf(shorter.blobs().keySet());
        return new Packed(
                new Append.Entry(type, JsonText.bytes(shorter.body()), names), shorter.blobs());
    }

    private static RecordType ofThread(Fact fact, Doc doc) {
        if (fact instanceof Fact.Resolved resolved) {
            doc.put("question", resolved.question()).put("next", resolved.next());
            doc.put("verdict", resolved.verdict().write());
            return RecordType.RESUME;
        }
        if (fact instanceof Fact.Snapshot snapshot) {
            doc.put("previous", snapshot.previous());
            doc.put("state", StateJson.write(snapshot.state()));
            return RecordType.SNAPSHOT;
        }
        if (fact instanceof Fact.Created created) {
            doc.put("k", "created");
            doc.put("metadata", created.metadata()).put("temporary", created.temporary());
            doc.put("key", Keys.write(created.key()));
        } else if (fact instanceof Fact.Described described) {
            doc.put("k", "described").put("metadata", described.metadata());
        } else if (fact instanceof Fact.Edited edited) {
            doc.put("k", "edited").put("node", edited.asNode());
            doc.put("update", MessageJson.write(edited.update()));
            doc.put("key", Keys.write(edited.key()));
        } else if (fact instanceof Fact.Copied copied) {
            doc.put("k", "copied").put("metadata", copied.metadata());
            doc.put("key", Keys.write(copied.key()));
        }
        return RecordType.STATE_DELTA;
    }

    private static RecordType ofRun(Fact.OfRun fact, Doc doc) {
        if (fact instanceof Fact.Admitted admitted) {
            doc.put("order", OrderJson.write(admitted.order()));
            doc.put("input", OrderJson.input(admitted.input()));
            return RecordType.ADMIT;
        }
        doc.put("run", fact.runId());
        if (fact instanceof Fact.Answered answered) {
            doc.put("a", answered.attempt()).put("tokens", answered.tokens());
            doc.put("message", MessageJson.write(answered.message()));
            doc.put("d", Lengths.write(answered.speech().lengths()));
            doc.put("said", answered.speech().said().map(MessageJson::write));
            return RecordType.MODEL_RESULT;
        }
        if (fact instanceof Fact.Intended intended) {
            doc.put("a", intended.attempt()).put("calls", intended.calls());
            doc.put("effectful", intended.effectful());
            return RecordType.TOOL_INTENT;
        }
        if (fact instanceof Fact.Acted acted) {
            doc.put("a", acted.attempt()).put("call", acted.call());
            doc.put("message", MessageJson.write(acted.message()));
            return RecordType.TOOL_RESULT;
        }
        return lifeOfRun(fact, doc);
    }

    private static RecordType lifeOfRun(Fact.OfRun fact, Doc doc) {
        if (fact instanceof Fact.Started started) {
            doc.put("k", "started").put("a", started.attempt());
            doc.put("input", OrderJson.input(started.input()));
            doc.put("version", started.stateVersion());
            doc.put("tools", Origin.write(started.tools()));
            doc.put("migrated", started.migrated());
            return RecordType.STATE_DELTA;
        }
        if (fact instanceof Fact.Paused paused) {
            doc.put("a", paused.attempt()).putAll("interrupts", paused.interrupts(), Stop::write);
            return RecordType.INTERRUPT;
        }
        if (fact instanceof Fact.Released released) {
            doc.put("calls", released.calls());
            return RecordType.RESUME;
        }
        if (fact instanceof Fact.Ended ended) {
            doc.put("a", ended.attempt()).put("status", ended.status().name());
            doc.put("error", ended.error().map(RunError::error));
            doc.put("message", ended.error().map(RunError::message));
            return RecordType.TERMINAL;
        }
        if (fact instanceof Fact.Forgotten forgotten) {
            doc.put("k", "forgotten").put("rolledBack", forgotten.rolledBack());
        } else {
            ofBundles(fact, doc);
        }
        return RecordType.STATE_DELTA;
    }

    private static void ofBundles(Fact.OfRun fact, Doc doc) {
        if (fact instanceof Fact.Pinned pinned) {
            doc.put("k", "pinned").put("tools", Origin.write(pinned.tools()));
        } else if (fact instanceof Fact.Parking parking) {
            doc.put("k", "parked").put("for", parking.waitingFor());
        } else if (fact instanceof Fact.Unparked) {
            doc.put("k", "unparked");
        } else if (fact instanceof Fact.Migrated migrated) {
            doc.put("k", "migrated").put("agent", migrated.agent());
            doc.put("from", migrated.from()).put("to", migrated.to());
            doc.put("values", MessageJson.write(migrated.values()));
        } else if (fact instanceof Fact.Noticed noticed) {
            doc.put("k", "noticed").put("delivered", noticed.delivered());
            doc.put("tries", noticed.attempts()).put("reason", noticed.reason());
        }
    }
}
