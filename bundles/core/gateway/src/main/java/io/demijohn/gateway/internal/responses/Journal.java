package io.demijohn.gateway.internal.responses;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal of one response or conversation, for its one writer. */
final class Journal {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int PAGE = 1_000;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final CheckpointStore store;
    private final JournalKey key;
    private final List<Append.Entry> waiting = new ArrayList<>();
    private long sequence;

    /** A record as it was written. */
    record Entry(RecordType type, Map<?, ?> body) {}

    /** A journal whose last record is known; 0 for a new one. */
    Journal(CheckpointStore store, JournalKey key, long sequence) {
        this.store = store;
        this.key = key;
        this.sequence = sequence;
    }

    JournalKey key() {
        return key;
    }

    /** Writes a record with the next ones. */
    synchronized void add(RecordType type, Map<String, ? extends @Nullable Object> body) {
        waiting.add(new Append.Entry(type, Json.write(body)));
    }

    /** Writes what waits, as one group. */
    synchronized CompletionStage<Long> flush(Map<String, ? extends @Nullable Object> head) {
        List<Append.Entry> entries = List.copyOf(waiting);
        waiting.clear();
        long before = sequence;
        sequence += entries.size();
        return store.append(Append.of(key, before, store.epoch(), entries, Json.write(head)));
    }

    synchronized CompletionStage<Long> delete() {
        return store.append(Append.deletion(key, sequence, store.epoch()));
    }

    static List<Entry> read(CheckpointStore store, JournalKey key) {
        List<Entry> all = new ArrayList<>();
        List<JournalRecord> page = store.read(key, 1, PAGE);
        while (!page.isEmpty()) {
            page.forEach(one -> all.add(new Entry(one.type(), (Map<?, ?>) json(one.body()))));
            page = store.read(key, page.get(page.size() - 1).sequence() + 1, PAGE);
        }
        return all;
    }

    static Map<?, ?> json(byte[] body) {
        return Json.read(body) instanceof Map<?, ?> map ? map : Map.of();
    }

    /** What a caller is told when the store refuses; the store's own words are in the log. */
    static Problem refusal(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        if (cause instanceof CheckpointException known
                && known.kind() == CheckpointException.Kind.CONFLICT) {
            return Problem.of(409, "It was changed at the same time: try again")
                    .withCode("conversation_locked");
        }
        LOG.warn("A record of a response or a conversation was not written", cause);
        Optional<Duration> wait =
                cause instanceof CheckpointException known ? known.retryAfter() : Optional.empty();
        return Problem.of(503, "The checkpoint store does not take records now: try again")
                .after(Optional.of(wait.orElse(SOON)));
    }
}
