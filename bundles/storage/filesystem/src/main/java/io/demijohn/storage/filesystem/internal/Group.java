package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import java.util.concurrent.CompletableFuture;

/** An accepted append on its way to the disk. */
final class Group {

    private final Append append;
    private final byte[] frame;
    private final CompletableFuture<Long> answer = new CompletableFuture<>();
    private long place = Place.LOST;

    Group(Append append, byte[] frame) {
        this.append = append;
        this.frame = frame;
    }

    Append append() {
        return append;
    }

    byte[] frame() {
        return frame;
    }

    int records() {
        return append.entries().size();
    }

    /** The journal's sequence once this is durable. */
    long resulting() {
        return append.delete() ? 0 : append.expectedSequence() + records();
    }

    void writtenAt(long where) {
        place = where;
    }

    Placed placed() {
        return new Placed(
                append.key(),
                append.delete(),
                append.expectedSequence() + 1,
                records(),
                append.epoch(),
                append.head().orElse(null),
                false,
                place);
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

    static CompletableFuture<Long> refused(CheckpointException why) {
        return CompletableFuture.failedFuture(why);
    }
}
