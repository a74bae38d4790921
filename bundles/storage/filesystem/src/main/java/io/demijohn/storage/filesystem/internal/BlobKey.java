package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.JournalKey;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Names a tenant's blob, without the weight of a text: the SHA-256 as four numbers. */
record BlobKey(String tenant, long a, long b, long c, long d) {

    /** Bytes of the name itself. */
    static final int LENGTH = 32;

    /** Blobs' frames carry a journal's key of this kind, with the name as its id. */
    private static final String KIND = "blob";

    static BlobKey of(String tenant, BlobId id) {
        return read(tenant, ByteBuffer.wrap(HexFormat.of().parseHex(id.sha256())));
    }

    static BlobKey of(JournalKey key) {
        return of(key.tenant(), new BlobId(key.id()));
    }

    static BlobKey read(String tenant, ByteBuffer from) {
        return new BlobKey(tenant, from.getLong(), from.getLong(), from.getLong(), from.getLong());
    }

    void write(ByteBuffer into) {
        into.putLong(a).putLong(b).putLong(c).putLong(d);
    }

    /** As it stands in a frame. */
    JournalKey journalKey() {
        return new JournalKey(tenant, KIND, hex());
    }

    byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        write(ByteBuffer.wrap(bytes));
        return bytes;
    }

    String hex() {
        return HexFormat.of().formatHex(bytes());
    }
}
