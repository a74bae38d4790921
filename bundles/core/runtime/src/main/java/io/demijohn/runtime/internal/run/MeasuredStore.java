package io.demijohn.runtime.internal.run;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.clock.TickClock;
import io.demijohn.runtime.internal.queue.LogPressure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A store whose appends are timed.
 *
 * @param store does the work
 * @param clock times it
 * @param meters keep the times
 * @param pressure hears of them, so that a slow store gets less to do
 */
public record MeasuredStore(
        CheckpointStore store, TickClock clock, Meters meters, LogPressure pressure)
        implements CheckpointStore {

    @Override
    public long epoch() {
        return store.epoch();
    }

    @Override
    public CompletionStage<Long> append(Append append) {
        long began = clock.nanoTime();
        pressure.begun();
        return asked(append)
                .whenComplete(
                        (sequence, error) -> {
                            long nanos = clock.nanoTime() - began;
                            pressure.ended(nanos);
                            meters.appended(nanos);
                            overload(error);
                        });
    }

    /** A store that throws instead of answering must not leave a thread without an answer. */
    private CompletionStage<Long> asked(Append append) {
        try {
            return store.append(append);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void overload(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        if (cause instanceof CheckpointException refusal
                && refusal.kind() == CheckpointException.Kind.OVERLOADED) {
            pressure.overloaded(refusal.retryAfter().orElse(Duration.ZERO));
        }
    }

    @Override
    public List<JournalRecord> read(JournalKey key, long fromSequence, int limit) {
        return store.read(key, fromSequence, limit);
    }

    @Override
    public List<Head> heads(Optional<JournalKey> from, int limit) {
        return store.heads(from, limit);
    }

    @Override
    public Optional<byte[]> blob(String tenant, BlobId id) {
        return store.blob(tenant, id);
    }

    @Override
    public Optional<Head> head(JournalKey key) {
        return store.head(key);
    }
}
