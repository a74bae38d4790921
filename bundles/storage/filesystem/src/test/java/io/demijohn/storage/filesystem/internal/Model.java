package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
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

/** What a log with floors, blobs and removals must hold; every append is waited for. */
final class Model {

    private static final class Journal {
        final List<String> texts = new ArrayList<>();
        final List<Integer> blobs = new ArrayList<>(); // one per record; -1 for none
        String head = "";
        int floor = 1;

        boolean names(int blob) {
            return blobs.subList(floor - 1, blobs.size()).contains(blob);
        }
    }

    private static final int BLOBS = 6;

    private final Map<JournalKey, Journal> journals = new TreeMap<>();
    private final Random random;
    private int number;

    Model(Random random) {
        this.random = random;
    }

    private static byte[] blob(int number) {
        return ("blob " + number).repeat(60 + number).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One append of any kind. */
    void step(FileCheckpointStore store) {
        JournalKey key = new JournalKey("t" + random.nextInt(2), "k", "j" + random.nextInt(4));
        Journal journal = journals.computeIfAbsent(key, k -> new Journal());
        if (!journal.texts.isEmpty() && random.nextInt(9) == 0) {
            run(store, Append.deletion(key, journal.texts.size(), store.epoch()));
            journals.remove(key);
            return;
        }
        add(store, key, journal);
    }

    private void add(FileCheckpointStore store, JournalKey key, Journal journal) {
        List<Append.Entry> entries = new ArrayList<>();
        List<byte[]> carried = new ArrayList<>();
        int before = journal.texts.size();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String text = number++ + "x".repeat(random.nextInt(5) == 0 ? 2500 : random.nextInt(80));
            int blob = random.nextInt(3) == 0 ? random.nextInt(BLOBS) : -1;
            journal.texts.add(text);
            journal.blobs.add(blob);
            if (blob >= 0) {
                carried.add(blob(blob));
            }
            List<BlobId> names = blob < 0 ? List.of() : List.of(BlobId.of(blob(blob)));
            entries.add(new Append.Entry(RecordType.ADMIT, bytes(text), names));
        }
        Optional<byte[]> head = Optional.empty();
        if (random.nextInt(3) > 0) {
            journal.head = "head " + number;
            head = Optional.of(bytes(journal.head));
        }
        int floor = random.nextInt(4) == 0 ? random.nextInt(journal.texts.size()) + 1 : 0;
        journal.floor = Math.max(floor, journal.floor);
        run(store, new Append(key, before, store.epoch(), entries, head, false, floor, carried));
    }

    private static void run(FileCheckpointStore store, Append append) {
        store.append(append).toCompletableFuture().join();
    }

    /** The store holds exactly this. */
    void check(FileCheckpointStore store) {
        List<JournalKey> keys = store.heads(Optional.empty(), 100).stream().map(Head::key).toList();
        assertThat(keys).containsExactlyElementsOf(journals.keySet());
        journals.forEach((key, journal) -> check(store, key, journal));
        for (String tenant : List.of("t0", "t1")) {
            for (int i = 0; i < BLOBS; i++) {
                int blob = i;
                boolean isNamed =
                        journals.entrySet().stream()
                                .filter(e -> e.getKey().tenant().equals(tenant))
                                .anyMatch(e -> e.getValue().names(blob));
                Optional<byte[]> found = store.blob(tenant, BlobId.of(blob(i)));
                assertThat(found.isPresent()).as("blob %d of %s", i, tenant).isEqualTo(isNamed);
                assertThat(found.orElse(blob(i))).isEqualTo(blob(i));
            }
        }
    }

    private static void check(FileCheckpointStore store, JournalKey key, Journal journal) {
        Head head = store.head(key).orElseThrow();
        assertThat(head.sequence()).isEqualTo(journal.texts.size());
        assertThat(head.floor()).as("floor of %s", key).isEqualTo(journal.floor);
        assertThat(new String(head.body(), StandardCharsets.UTF_8)).isEqualTo(journal.head);
        List<JournalRecord> records = store.read(key, 1, 10_000);
        assertThat(records.get(0).sequence()).isEqualTo(journal.floor);
        assertThat(records.stream().map(Ledger::text).toList())
                .isEqualTo(journal.texts.subList(journal.floor - 1, journal.texts.size()));
        assertThat(records).extracting(JournalRecord::sequence).isSorted().doesNotHaveDuplicates();
    }
}
