package io.demijohn.runtime.internal.definition;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentException.Kind;
import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.runtime.internal.json.Doc;
import io.demijohn.runtime.internal.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Journals of definitions: a record a version. Definitions change rarely, so callers wait. */
final class DefinitionLog {

    private static final long PATIENCE_SECONDS = 30;
    private static final int PAGE = 1_000;

    private final CheckpointStore store;

    DefinitionLog(CheckpointStore store) {
        this.store = store;
    }

    /** Adds a version; the head is what {@code head} says, so that a list needs no reading. */
    void append(JournalKey key, Doc version, Doc head) {
        byte[] body = JsonText.bytes(version.map());
        long sequence = sequence(key);
        await(
                store.append(
                        Append.of(
                                key,
                                sequence,
                                store.epoch(),
                                List.of(new Append.Entry(RecordType.DEFINITION, body)),
                                JsonText.bytes(head.map()))));
    }

    void delete(JournalKey key) {
        await(store.append(Append.deletion(key, sequence(key), store.epoch())));
    }

    private long sequence(JournalKey key) {
        return store.head(key).map(Head::sequence).orElse(0L);
    }

    List<Doc> read(JournalKey key) {
        List<Doc> all = new ArrayList<>();
        List<JournalRecord> page = store.read(key, 1, PAGE);
        while (!page.isEmpty()) {
            page.forEach(record -> all.add(Doc.of(record.body())));
            page = store.read(key, page.get(page.size() - 1).sequence() + 1, PAGE);
        }
        return all;
    }

    Doc head(JournalKey key) {
        return store.head(key).map(head -> Doc.of(head.body())).orElseGet(Doc::empty);
    }

    private static void await(CompletionStage<Long> stage) {
        try {
            stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(
                    Kind.UNAVAILABLE, "interrupted while a definition was written");
        } catch (TimeoutException e) {
            throw new AgentException(
                    Kind.UNAVAILABLE, "the checkpoint store did not answer", e, Optional.empty());
        } catch (ExecutionException | CompletionException e) {
            throw refusal(e.getCause() == null ? e : e.getCause());
        }
    }

    private static AgentException refusal(Throwable cause) {
        Kind kind =
                cause instanceof CheckpointException known
                                && known.kind() == CheckpointException.Kind.OVERLOADED
                        ? Kind.OVERLOADED
                        : Kind.UNAVAILABLE;
        return new AgentException(
                kind,
                "the definition was not written: the checkpoint store does not take records now",
                cause,
                Optional.empty());
    }
}
