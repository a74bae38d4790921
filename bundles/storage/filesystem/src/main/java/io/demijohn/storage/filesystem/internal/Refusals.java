package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the store says when it does not do what was asked. */
final class Refusals {

    private Refusals() {}

    static CheckpointException unavailable(String reason, @Nullable Throwable cause) {
        return new CheckpointException(Kind.UNAVAILABLE, reason, cause, Optional.empty());
    }

    static CheckpointException invalid(String reason) {
        return new CheckpointException(Kind.INVALID, reason);
    }

    static void checkBound(String what, long size, long max) {
        if (size > max) {
            throw invalid("The %s has %,d, at most %,d.".formatted(what, size, max));
        }
    }

    static CheckpointException corrupt(String reason) {
        return new CheckpointException(Kind.CORRUPT, reason);
    }

    static CheckpointException overloaded(Duration retryAfter) {
        return new CheckpointException(
                Kind.OVERLOADED,
                "The log's queue is full; if this lasts, the disk is too slow for the load.",
                null,
                Optional.of(retryAfter));
    }

    static CheckpointException fenced(Append append, long epoch) {
        return new CheckpointException(
                Kind.FENCED,
                "Journal %s is owned by epoch %d, the writer has epoch %d."
                        .formatted(Texts.of(append.key()), epoch, append.epoch()));
    }

    static CheckpointException unknownBlob(Group group, BlobKey blob) {
        return invalid(
                "Journal %s names blob %s, which the append does not carry and no live record of"
                                .formatted(Texts.of(group.key()), blob.hex())
                        + " the tenant names: carry it.");
    }

    static CheckpointException conflict(Group group, long sequence) {
        return new CheckpointException(
                Kind.CONFLICT,
                "Journal %s is at sequence %d, the writer expected %d."
                        .formatted(Texts.of(group.key()), sequence, group.expected()));
    }
}
