package io.demijohn.testkit.checkpoint;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Short words for the contract: appends of text, and answers waited for with a limit. */
final class Appends {

    /** Longer than any store may take. */
    static final long LIMIT_SECONDS = 60;

    static final String TENANT = "contract";

    private Appends() {}

    static JournalKey key(String id) {
        return new JournalKey(TENANT, "thread", id);
    }

    static Append group(CheckpointStore store, JournalKey key, long expected, String... texts) {
        return Append.of(key, expected, store.epoch(), entries(texts), bytes("head " + texts[0]));
    }

    static List<Append.Entry> entries(String... texts) {
        return Arrays.stream(texts)
                .map(text -> new Append.Entry(RecordType.STATE_DELTA, bytes(text)))
                .toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(JournalRecord record) {
        return new String(record.body(), StandardCharsets.UTF_8);
    }

    static List<String> texts(List<JournalRecord> records) {
        return records.stream().map(Appends::text).toList();
    }

    /** Appends; a refusal must come through the stage. */
    static CompletionStage<Long> send(CheckpointStore store, Append append) {
        try {
            return Objects.requireNonNull(store.append(append), "append returned null");
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "append threw: complete the returned stage exceptionally instead, because"
                            + " callers on other threads look nowhere else",
                    e);
        }
    }

    static long sequence(CompletionStage<Long> answer) {
        Object outcome = outcome(answer);
        if (outcome instanceof Long sequence) {
            return sequence;
        }
        throw new AssertionError("a valid append was refused", (Throwable) outcome);
    }

    static CheckpointException refusal(CompletionStage<Long> answer) {
        Object outcome = outcome(answer);
        if (outcome instanceof CheckpointException refusal) {
            return refusal;
        }
        throw new AssertionError(
                "an append that must fail with a CheckpointException, not wrapped, gave "
                        + outcome);
    }

    /** The sequence, or what the store failed with. */
    static Object outcome(CompletionStage<Long> answer) {
        try {
            return answer.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("an append was not answered: every one must be", e);
        }
    }
}
