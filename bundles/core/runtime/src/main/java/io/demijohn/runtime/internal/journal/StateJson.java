package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;
import io.demijohn.runtime.internal.json.MessageJson;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whole states as stored objects. */
final class StateJson {

    private StateJson() {}

    static Doc write(ThreadState state) {
        return Doc.empty()
                .put("thread", state.threadId())
                .put("time", state.time())
                .put("profile", state.profile().write())
                .put("position", state.position().write())
                .put("values", MessageJson.write(state.values()))
                .put("round", state.round().write())
                .putAll("open", state.open(), OrderJson::write)
                .put("progress", state.progress().map(Progress::write))
                .put("stop", state.stop().write())
                .put("gone", List.copyOf(state.gone()))
                .put("rolledBack", List.copyOf(state.rolledBack()));
    }

    static ThreadState read(Doc doc) {
        return new ThreadState(
                doc.text("thread"),
                doc.number("time"),
                Profile.read(doc.doc("profile")),
                doc.has("position") ? Position.read(doc.doc("position")) : Position.NONE,
                MessageJson.values(doc.doc("values")),
                Round.read(doc.doc("round")),
                doc.list("open", OrderJson::open),
                doc.optional("progress", Progress::read),
                Stop.read(doc.doc("stop")),
                longs(doc, "gone"),
                longs(doc, "rolledBack"));
    }

    private static Set<Long> longs(Doc doc, String key) {
        Set<Long> all = new HashSet<>();
        doc.list(key).forEach(value -> all.add(((Number) value).longValue()));
        return all;
    }
}
