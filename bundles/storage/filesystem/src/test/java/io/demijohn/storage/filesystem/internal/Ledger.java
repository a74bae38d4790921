package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A client with a memory of its own: what was acknowledged, and what is still unknown. A store may
 * have any prefix of the unknown appends, each of them whole, and must have all of the others.
 */
final class Ledger {

    /** One append: the texts it adds, or a removal when there are none. */
    record Operation(JournalKey key, List<String> texts) {

        List<String> applied(List<String> before) {
            if (texts.isEmpty()) {
                return List.of();
            }
            List<String> after = new ArrayList<>(before);
            after.addAll(texts);
            return after;
        }

        Append append(CheckpointStore store, int sequence) {
            if (texts.isEmpty()) {
                return Append.deletion(key, sequence, store.epoch());
            }
            List<Append.Entry> entries =
                    texts.stream().map(t -> new Append.Entry(RecordType.ADMIT, bytes(t))).toList();
            String last = texts.get(texts.size() - 1);
            return Append.of(key, sequence, store.epoch(), entries, bytes("head of " + last));
        }
    }

    private static final class State {
        List<String> acknowledged = List.of();
        final List<Operation> unknown = new ArrayList<>();

        List<String> expected(int unknownApplied) {
            List<String> texts = acknowledged;
            for (Operation operation : unknown.subList(0, unknownApplied)) {
                texts = operation.applied(texts);
            }
            return texts;
        }
    }

    private final Map<JournalKey, State> states = new LinkedHashMap<>();
    private int acknowledged;
    private int number;

    /** A step of a workload: groups for one to three journals, some large, some removals. */
    List<Operation> step(Random random) {
        List<Operation> step = new ArrayList<>();
        int groups = 1 + random.nextInt(3);
        for (int i = 0; i < groups; i++) {
            step.add(operation(random));
        }
        return step;
    }

    private Operation operation(Random random) {
        JournalKey key = new JournalKey("t", "k", "j" + random.nextInt(5));
        State state = states.computeIfAbsent(key, k -> new State());
        boolean exists = !state.expected(state.unknown.size()).isEmpty();
        if (exists && random.nextInt(8) == 0) {
            return new Operation(key, List.of());
        }
        List<String> texts = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            texts.add(number++ + "x".repeat(random.nextInt(6) == 0 ? 3000 : random.nextInt(90)));
        }
        return new Operation(key, texts);
    }

    /** Runs a step without waiting in between, then notes every answer. */
    void run(CheckpointStore store, List<Operation> step) {
        List<CompletionStage<Long>> answers = new ArrayList<>();
        for (Operation operation : step) {
            State state = states.computeIfAbsent(operation.key(), k -> new State());
            int sequence = state.expected(state.unknown.size()).size();
            state.unknown.add(operation);
            answers.add(store.append(operation.append(store, sequence)));
        }
        for (int i = 0; i < step.size(); i++) {
            note(step.get(i), answers.get(i));
        }
    }

    private void note(Operation operation, CompletionStage<Long> answer) {
        State state = states.get(operation.key());
        try {
            long sequence = answer.toCompletableFuture().join();
            assertThat(state.unknown.get(0)).isSameAs(operation);
            state.acknowledged = state.expected(1);
            state.unknown.remove(0);
            acknowledged++;
            assertThat(sequence).isEqualTo(state.acknowledged.size());
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(CheckpointException.class);
            assertThat(((CheckpointException) e.getCause()).kind())
                    .isEqualTo(CheckpointException.Kind.UNAVAILABLE);
        }
    }

    int acknowledged() {
        return acknowledged;
    }

    List<JournalKey> keys() {
        return List.copyOf(states.keySet());
    }

    List<String> acknowledged(JournalKey key) {
        return states.get(key).acknowledged;
    }

    /** The store has what it must have; from here on what it has is what it must have. */
    void check(CheckpointStore store) {
        for (Map.Entry<JournalKey, State> entry : states.entrySet()) {
            List<String> actual = texts(store, entry.getKey());
            State state = entry.getValue();
            List<List<String>> allowed = new ArrayList<>();
            for (int i = 0; i <= state.unknown.size(); i++) {
                allowed.add(brief(state.expected(i)));
            }
            assertThat(allowed).as("%s", entry.getKey()).contains(brief(actual));
            checkHead(store, entry.getKey(), actual);
            state.acknowledged = actual;
            state.unknown.clear();
        }
        assertThat(store.heads(Optional.empty(), 100))
                .allSatisfy(head -> assertThat(states).containsKey(head.key()));
    }

    private static void checkHead(CheckpointStore store, JournalKey key, List<String> texts) {
        if (texts.isEmpty()) {
            assertThat(store.head(key)).isEmpty();
            return;
        }
        assertThat(store.head(key).orElseThrow().sequence()).isEqualTo(texts.size());
        assertThat(store.head(key).orElseThrow().body())
                .isEqualTo(bytes("head of " + texts.get(texts.size() - 1)));
    }

    static List<String> texts(CheckpointStore store, JournalKey key) {
        return store.read(key, 1, 10_000).stream().map(Ledger::text).toList();
    }

    /** Texts as a test's message can show them: number and length. */
    private static List<String> brief(List<String> texts) {
        return texts.stream().map(t -> t.replace("x", "") + "+" + t.length()).toList();
    }

    static String text(JournalRecord record) {
        return new String(record.body(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
