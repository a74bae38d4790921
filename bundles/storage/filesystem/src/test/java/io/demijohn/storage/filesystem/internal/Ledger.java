package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A client with a memory of its own. For each journal it keeps everything that a store may truly
 * have: one history once all is acknowledged, several while an append has failed and nobody knows
 * whether it is there. What was acknowledged is in all of them, and nothing is in one by half.
 */
final class Ledger {

    private static final List<String> TENANTS = List.of("t", "u");
    static final List<String> BLOBS =
            List.of("b", "blob".repeat(30), "B".repeat(700), "large".repeat(400));

    private final Map<JournalKey, List<History>> journals = new TreeMap<>();
    private final Map<JournalKey, Set<String>> written = new TreeMap<>();
    private int acknowledged;
    private int refused;
    private int number;

    /** The same memory once more. */
    Ledger fork() {
        Ledger copy = new Ledger();
        copy.journals.putAll(journals);
        written.forEach((key, texts) -> copy.written.put(key, new HashSet<>(texts)));
        copy.acknowledged = acknowledged;
        copy.number = number;
        return copy;
    }

    /** A step of a workload: groups for one to three journals, some large, some removals. */
    List<Operation> step(Random random) {
        List<Operation> step = new ArrayList<>();
        for (int groups = 1 + random.nextInt(3); groups > 0; groups--) {
            step.add(operation(random));
        }
        return step;
    }

    private Operation operation(Random random) {
        int journal = random.nextInt(5);
        JournalKey key = new JournalKey(TENANTS.get(journal / 3), "k", "j" + journal);
        if (random.nextInt(8) == 0) {
            return Operation.removal(number++, key); // not sent when the journal is not there
        }
        List<String> texts = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            texts.add(number++ + "x".repeat(random.nextInt(6) == 0 ? 3000 : random.nextInt(90)));
        }
        boolean head = random.nextInt(4) > 0;
        int keeps = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0;
        String blob = random.nextInt(3) == 0 ? BLOBS.get(random.nextInt(BLOBS.size())) : "";
        return new Operation(number++, key, texts, head, keeps, blob);
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
        written.computeIfAbsent(key, k -> new HashSet<>()).addAll(operation.texts());
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
            assertThat(left).anyMatch(h -> h.endsWith(operation) && h.sequence() == sequence);
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(CheckpointException.class);
            assertThat(((CheckpointException) e.getCause()).kind()).isEqualTo(Kind.UNAVAILABLE);
            refused++;
        }
    }

    int acknowledged() {
        return acknowledged;
    }

    int refused() {
        return refused;
    }

    /** Whether nothing is open: each append was acknowledged. */
    boolean isCertain() {
        return journals.values().stream().allMatch(possible -> possible.size() == 1);
    }

    List<JournalKey> keys() {
        return List.copyOf(journals.keySet());
    }

    /** Everything that was ever sent to the journal. */
    Set<String> everWritten(JournalKey key) {
        return written.getOrDefault(key, Set.of());
    }

    /** What is known to be there and can be read. */
    History known(JournalKey key) {
        return journals.get(key).get(0);
    }

    /** The store has what it must have; from here on what it has is what it must have. */
    void check(CheckpointStore store) {
        journals.replaceAll((key, possible) -> List.of(found(store, key, possible)));
        List<JournalKey> there =
                journals.keySet().stream().filter(k -> known(k).sequence() > 0).toList();
        assertThat(store.heads(Optional.empty(), 100)).extracting(Head::key).isEqualTo(there);
        TENANTS.forEach(tenant -> checkBlobs(store, tenant));
    }

    private static History found(CheckpointStore store, JournalKey key, List<History> possible) {
        return possible.stream()
                .filter(h -> h.matches(store, key))
                .findFirst()
                .orElseThrow(() -> new AssertionError(difference(store, key, possible)));
    }

    private static String difference(
            CheckpointStore store, JournalKey key, List<History> possible) {
        Optional<Head> head = store.head(key);
        return "%s is %s from %d, head %s at %d, and may be %s"
                .formatted(
                        key,
                        brief(texts(store, key)),
                        head.map(Head::floor).orElse(0L),
                        brief(head.map(h -> Operation.text(h.body())).stream().toList()),
                        head.map(Head::sequence).orElse(0L),
                        possible);
    }

    /** Blobs that records name which are known to be there. */
    Set<String> liveBlobs(String tenant) {
        return journals.keySet().stream()
                .filter(key -> key.tenant().equals(tenant))
                .flatMap(key -> known(key).liveBlobs().stream())
                .collect(Collectors.toSet());
    }

    private void checkBlobs(CheckpointStore store, String tenant) {
        Set<String> live = liveBlobs(tenant);
        for (String blob : BLOBS) {
            Optional<String> found =
                    store.blob(tenant, BlobId.of(Operation.bytes(blob))).map(Operation::text);
            assertThat(found)
                    .as("blob %s of %s", brief(List.of(blob)), tenant)
                    .isEqualTo(live.contains(blob) ? Optional.of(blob) : Optional.empty());
        }
    }

    static List<String> texts(CheckpointStore store, JournalKey key) {
        return store.read(key, 1, 10_000).stream().map(Ledger::text).toList();
    }

    /** Texts as a test's message can show them: number and length. */
    static List<String> brief(List<String> texts) {
        return texts.stream().map(t -> t.replaceAll("(?s)x.*", "") + "+" + t.length()).toList();
    }

    static String text(JournalRecord record) {
        return Operation.text(record.body());
    }
}
