package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.JournalKey;

/** Words for messages. */
final class Texts {

    private Texts() {}

    static String of(JournalKey key) {
        return key.tenant() + "/" + key.kind() + "/" + key.id();
    }
}
