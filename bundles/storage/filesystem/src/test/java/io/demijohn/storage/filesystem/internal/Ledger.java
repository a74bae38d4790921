package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A client with a memory of its own. For each journal it keeps everything that a store may truly
 * have: one history once all is acknowledged, several while an append has failed and nobody knows
 * whether it is there. What was acknowledged is in all of them, and nothing is in one by half.
 */
final class Ledger {

    private final Map<JournalKey, List<History>> journals = new TreeMap<>();
    private final List<Kind> refusals = new ArrayList<>();
    private int acknowledged;
    private int number;

    /** A step of a workload: groups for one to three journals, some large, some removals. */
    List<Operation> step(Random random) {
        List<Operation> step = new ArrayList<>();
        for (int groups = 1 + random.nextInt(3); groups > 0; groups--) {
            step.add(operation(random));
        }
        return step;
    }

    /** The same memory once more. */
    Ledger fork() {
        Ledger copy = new Ledger();
        copy.journals.putAll(journals);
        copy.acknowledged = acknowledged;
        copy.number = number;
        return copy;
    }

    private Operation operation(Random random) {
        JournalKey key = new JournalKey("t", "k", "j" + random.nextInt(5));
        if (random.nextInt(8) == 0) {
            return new Operation(number++, key, List.of(), false); // ignored when it is not there
        }
        List<String> texts = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            texts.add(number++ + "x".repeat(random.nextInt(6) == 0 ? 3000 : random.nextInt(90)));
        }
        return new Operation(number++, key, texts, random.nextInt(4) > 0);
    }

    /** Runs a step without waiting in between, then notes every answer. */
    void run(CheckpointStore store, List<Operation> step) {
        run(store, step, null);
    }

    /**
     * The same in batches that are the same each time: the first group, and all of the others. The
     * clock is the store's.
     */
    void run(CheckpointStore store, List<Operation> step, @Nullable BatchClock clock) {
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        Map<JournalKey, List<History>> tips = new TreeMap<>();
        for (Operation operation : step) {
            boolean first = clock != null && answers.isEmpty() && step.size() > 1;
            CompletableFuture<Void> taken = first ? clock.hold() : null;
            CompletableFuture<Long> answer = send(store, operation, tips);
            answers.add(answer);
            if (taken != null) {
                CompletableFuture.anyOf(taken, answer.handle((sequence, e) -> sequence)).join();
            }
        }
        if (clock != null) {
            clock.release();
        }
        for (int i = 0; i < step.size(); i++) {
            note(step.get(i), answers.get(i));
        }
    }

    /** Where the journal is now, as far as one can know: the store says it, if there is a doubt. */
    private List<History> tip(CheckpointStore store, JournalKey key) {
        List<History> possible = journals.computeIfAbsent(key, k -> List.of(History.NONE));
        if (possible.size() == 1) {
            return possible;
        }
        long sequence = store.head(key).map(Head::sequence).orElse(0L);
        return possible.stream().filter(h -> h.sequence() == sequence).toList();
    }

    private CompletableFuture<Long> send(
            CheckpointStore store, Operation operation, Map<JournalKey, List<History>> tips) {
        JournalKey key = operation.key();
        List<History> tip = tips.computeIfAbsent(key, k -> tip(store, k));
        assertThat(tip).as("%s is where it cannot be", key).isNotEmpty();
        if (operation.isRemoval() && tip.get(0).sequence() == 0) {
            return CompletableFuture.completedFuture(-1L);
        }
        List<History> after = tip.stream().map(h -> h.with(operation)).toList();
        tips.put(key, after);
        List<History> possible = new ArrayList<>(journals.get(key));
        possible.addAll(after);
        journals.put(key, possible);
        return store.append(operation.append(store, tip.get(0).sequence())).toCompletableFuture();
    }

    private void note(Operation operation, CompletableFuture<Long> answer) {
        try {
            long sequence = answer.join();
            if (sequence < 0) {
                return; // was not sent
            }
            acknowledged++;
            List<History> possible = journals.get(operation.key());
            List<History> left = possible.stream().filter(h -> h.has(operation)).toList();
            journals.put(operation.key(), left);
            assertThat(left).as("%s", operation).isNotEmpty();
            assertThat(left).anyMatch(h -> h.endsWith(operation) && h.sequence() == sequence);
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(CheckpointException.class);
            Kind kind = ((CheckpointException) e.getCause()).kind();
            refusals.add(kind);
            assertThat(kind).isEqualTo(Kind.UNAVAILABLE);
        }
    }

    int acknowledged() {
        return acknowledged;
    }

    int refused() {
        return refusals.size();
    }

    List<JournalKey> keys() {
        return List.copyOf(journals.keySet());
    }

    /** What is known to be there. */
    List<String> acknowledged(JournalKey key) {
        return journals.get(key).get(0).texts();
    }

    /** The store has what it must have; from here on what it has is what it must have. */
    void check(CheckpointStore store) {
        journals.replaceAll((key, possible) -> List.of(found(store, key, possible)));
        assertThat(store.heads(Optional.empty(), 100))
                .allSatisfy(head -> assertThat(journals).containsKey(head.key()));
    }

    private static History found(CheckpointStore store, JournalKey key, List<History> possible) {
        List<String> actual = texts(store, key);
        String head = store.head(key).map(h -> text(h.body())).orElse("");
        long sequence = store.head(key).map(Head::sequence).orElse(0L);
        return possible.stream()
                .filter(h -> h.texts().equals(actual) && h.head().equals(head))
                .filter(h -> h.sequence() == sequence)
                .findFirst()
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "%s is %s, head %s at %d, and may be %s"
                                                .formatted(
                                                        key,
                                                        brief(actual),
                                                        brief(List.of(head)),
                                                        sequence,
                                                        possible)));
    }

    static List<String> texts(CheckpointStore store, JournalKey key) {
        return store.read(key, 1, 10_000).stream().map(Ledger::text).toList();
    }

    /** Texts as a test's message can show them: number and length. */
    static List<String> brief(List<String> texts) {
        return texts.stream().map(t -> t.replace("x", "") + "+" + t.length()).toList();
    }

    static String text(JournalRecord record) {
        return text(record.body());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * One append.
     *
     * @param number tells operations apart
     * @param key where
     * @param texts what it adds; none removes the journal
     * @param replacesHead whether it has a new head body
     */
    record Operation(int number, JournalKey key, List<String> texts, boolean replacesHead) {

        boolean isRemoval() {
            return texts.isEmpty();
        }

        String head() {
            return "head of " + texts.get(texts.size() - 1);
        }

        Append append(CheckpointStore store, int sequence) {
            if (isRemoval()) {
                return Append.deletion(key, sequence, store.epoch());
            }
            List<Append.Entry> entries = texts.stream().map(Operation::entry).toList();
            Optional<byte[]> head = replacesHead ? Optional.of(bytes(head())) : Optional.empty();
            return new Append(key, sequence, store.epoch(), entries, head, false);
        }

        private static Append.Entry entry(String text) {
            return new Append.Entry(RecordType.ADMIT, bytes(text));
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * One way in which a journal may have come to be what it is.
     *
     * @param texts of its records
     * @param head its head body; empty when there was none
     * @param operations by number, in order
     */
    record History(List<String> texts, String head, List<Integer> operations) {

        static final History NONE = new History(List.of(), "", List.of());

        History with(Operation operation) {
            List<Integer> numbers = new ArrayList<>(operations);
            numbers.add(operation.number());
            if (operation.isRemoval()) {
                return new History(List.of(), "", numbers);
            }
            List<String> after = new ArrayList<>(texts);
            after.addAll(operation.texts());
            return new History(after, operation.replacesHead() ? operation.head() : head, numbers);
        }

        boolean has(Operation operation) {
            return operations.contains(operation.number());
        }

        boolean endsWith(Operation operation) {
            return operations.get(operations.size() - 1) == operation.number();
        }

        int sequence() {
            return texts.size();
        }

        @Override
        public String toString() {
            return brief(texts) + " head " + brief(List.of(head)) + " by " + operations;
        }
    }
}
