package io.demijohn.runtime.internal.run;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.clock.TickClock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A store whose appends are timed.
 *
 * @param store does the work
 * @param clock times it
 * @param meters keep the times
 */
public record MeasuredStore(CheckpointStore store, TickClock clock, Meters meters)
        implements CheckpointStore {

    @Override
    public long epoch() {
        return store.epoch();
    }

    @Override
    public CompletionStage<Long> append(Append append) {
        long began = clock.nanoTime();
        return store.append(append)
                .whenComplete((sequence, error) -> meters.appended(clock.nanoTime() - began));
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
