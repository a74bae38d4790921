package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.JournalKey;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An accepted append on its way to the disk: its bytes, and what it does to the index. */
final class Group {

    private final JournalKey key;
    private final long first;
    private final int records;
    private final boolean delete;
    private final byte @Nullable [] head;
    private final long epoch;
    private final byte[] frame;
    private final CompletableFuture<Long> answer = new CompletableFuture<>();
    private long place = Place.LOST;

    /** Keeps no reference to the caller's arrays: it may use them again. */
    Group(Append append, byte[] frame) {
        this.key = append.key();
        this.first = append.expectedSequence() + 1;
        this.records = append.entries().size();
        this.delete = append.delete();
        this.head = append.head().map(byte[]::clone).orElse(null);
        this.epoch = append.epoch();
        this.frame = frame;
    }

    JournalKey key() {
        return key;
    }

    byte[] frame() {
        return frame;
    }

    int records() {
        return records;
    }

    /** The journal's sequence before this. */
    long expected() {
        return first - 1;
    }

    /** The journal's sequence once this is durable. */
    long resulting() {
        return delete ? 0 : expected() + records;
    }

    void writtenAt(long where) {
        place = where;
    }

    Placed placed() {
        return new Placed(key, delete, first, records, epoch, head, false, place);
    }

    CompletableFuture<Long> answer() {
        return answer;
    }

    void acknowledge() {
        answer.complete(resulting());
    }

    void refuse(String reason, Throwable cause) {
        answer.completeExceptionally(Refusals.unavailable(reason, cause));
    }
}
