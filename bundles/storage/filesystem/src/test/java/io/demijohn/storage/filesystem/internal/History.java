package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One way in which a journal may have come to be what it is.
 *
 * @param texts of its records, also of those below the floor
 * @param blobs that they name; empty where none
 * @param head its head body; empty when there was none
 * @param floor the first sequence that can be read
 * @param operations by number, in order
 */
record History(
        List<String> texts, List<String> blobs, String head, int floor, List<Integer> operations) {

    static final History NONE = new History(List.of(), List.of(), "", 1, List.of());

    History with(Operation operation) {
        List<Integer> numbers = plus(operations, List.of(operation.number()));
        if (operation.isRemoval()) {
            return new History(List.of(), List.of(), "", 1, numbers);
        }
        List<String> names = new ArrayList<>(blobs);
        operation.texts().forEach(t -> names.add(""));
        names.set(texts.size(), operation.blob());
        return new History(
                plus(texts, operation.texts()),
                names,
                operation.replacesHead() ? operation.head() : head,
                Math.max(floor, operation.floor(sequence())),
                numbers);
    }

    private static <T> List<T> plus(List<T> before, List<T> more) {
        List<T> after = new ArrayList<>(before);
        after.addAll(more);
        return after;
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

    /** Texts that can be read. */
    List<String> visible() {
        return texts.isEmpty() ? texts : texts.subList(floor - 1, texts.size());
    }

    /** Blobs that must be there because of it. */
    List<String> liveBlobs() {
        return texts.isEmpty()
                ? List.of()
                : blobs.subList(floor - 1, blobs.size()).stream()
                        .filter(blob -> !blob.isEmpty())
                        .toList();
    }

    /** Whether the store shows this. */
    boolean matches(CheckpointStore store, JournalKey key) {
        List<JournalRecord> records = store.read(key, 1, 10_000);
        Optional<Head> found = store.head(key);
        return records.stream().map(r -> Operation.text(r.body())).toList().equals(visible())
                && (records.isEmpty() || records.get(0).sequence() == floor)
                && found.isPresent() == !texts.isEmpty()
                && found.map(Head::sequence).orElse(0L) == sequence()
                && found.map(Head::floor).orElse(1L) == floor
                && found.map(h -> Operation.text(h.body())).orElse("").equals(head);
    }

    @Override
    public String toString() {
        return "%s, floor %d, head %s, by %s"
                .formatted(Ledger.brief(texts), floor, Ledger.brief(List.of(head)), operations);
    }
}
