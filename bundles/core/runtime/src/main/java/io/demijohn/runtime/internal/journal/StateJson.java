package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;

/** Whole states as stored objects. */
final class StateJson {

    private StateJson() {}

    static Doc write(ThreadState state) {
        Doc doc =
                Doc.empty()
                        .put("thread", state.threadId())
                        .put("time", state.time())
                        .put("profile", state.profile().write());
        return state.ledger().write(state.standing().write(doc));
    }

    static ThreadState read(Doc doc) {
        return new ThreadState(
                doc.text("thread"),
                doc.number("time"),
                Profile.read(doc.doc("profile")),
                Standing.read(doc),
                Ledger.read(doc));
    }
}
