package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.RecordType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A log that was written and closed, to be damaged: which frames it has where, and what of it must
 * still be there when some of its bytes are not what they were.
 */
final class WrittenLog {

    /** A frame that is not a mark. */
    record Place(String file, int offset, int end, FrameHeader header) {

        boolean isIn(String where, long from, long to) {
            return file.equals(where) && offset < to && end > from;
        }
    }

    /** Bytes that are not what they were, or that the store has said to be lost. */
    record Damaged(String file, long from, long to) {}

    private final Disk disk = new Disk();
    private final Ledger ledger = new Ledger();
    private final List<Place> frames = new ArrayList<>();

    WrittenLog(long seed, int steps) throws IOException {
        new Workload(disk, ledger, seed, steps).run();
        try (FileCheckpointStore store = Stores.small(disk)) {
            ledger.run(store, ledger.step(new Random(seed)));
            store.saveIndex(); // as a clean end does
        }
        for (String file : disk.list()) {
            if (file.endsWith(".log")) {
                walk(file, disk.get(file));
            }
        }
    }

    private void walk(String file, byte[] bytes) throws IOException {
        SegmentHeader segment = SegmentHeader.decode(bytes, bytes.length, file);
        int at = SegmentHeader.LENGTH;
        while (true) {
            FrameHeader header = FrameHeader.read(bytes, at, bytes.length, segment.salt(), at);
            if (header == null) {
                return;
            }
            frames.add(new Place(file, at, at + header.length(), header));
            at += header.length();
        }
    }

    /** What is on the disk, to be damaged. */
    Disk copy() {
        return disk.copy();
    }

    List<String> files() {
        return disk.list();
    }

    int size(String file) {
        return disk.get(file).length;
    }

    List<Place> frames(String file) {
        return frames.stream().filter(frame -> frame.file().equals(file)).toList();
    }

    /**
     * Opens the log and asks for everything. What lies in frames that are as they were is there;
     * nothing is given that was never written; what is missing was reported with its place; and the
     * log takes appends.
     *
     * @return whether something was reported
     */
    boolean check(Disk damaged, List<Damaged> damages) throws IOException {
        try (FileCheckpointStore store = Stores.small(damaged)) {
            List<Damaged> lost = new ArrayList<>(damages);
            RecoveryReport report = store.report();
            lost.addAll(said(report.damages()));
            lost.addAll(said(report.cuts()));
            boolean reported = lost.size() > damages.size();
            for (JournalKey key : ledger.keys()) {
                reported |= journal(store, key, lost, reported);
            }
            for (String tenant : List.of("t", "u")) {
                reported |= blobs(store, tenant, lost, reported);
            }
            append(store);
            return reported;
        }
    }

    private static List<Damaged> said(Collection<Damage> damages) {
        return damages.stream()
                .map(d -> new Damaged(name(d.path()), d.offset(), d.offset() + d.bytes()))
                .toList();
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private boolean isHit(List<Damaged> damages, JournalKey key, int sequence) {
        return frames.stream()
                .filter(f -> key.equals(f.header().key()))
                .filter(f -> f.header().first() <= sequence && sequence <= f.header().last())
                .anyMatch(f -> damages.stream().anyMatch(d -> f.isIn(d.file(), d.from(), d.to())));
    }

    private boolean journal(
            FileCheckpointStore store, JournalKey key, List<Damaged> lost, boolean reported) {
        History known = ledger.known(key);
        boolean said = reported;
        for (int sequence = known.floor(); sequence <= known.sequence(); sequence++) {
            Optional<String> found;
            try {
                found = store.read(key, sequence, 1).stream().map(Ledger::text).findFirst();
            } catch (CheckpointException e) {
                assertPlaced(e);
                assertThat(isHit(lost, key, sequence)).as("%s %d: %s", key, sequence, e).isTrue();
                said = true;
                continue;
            }
            if (!found.equals(Optional.of(known.texts().get(sequence - 1)))) {
                assertThat(said).as("%s %d gone in silence", key, sequence).isTrue();
                assertThat(isHit(lost, key, sequence)).as("%s %d", key, sequence).isTrue();
                assertThat(ledger.everWritten(key)).containsAll(found.stream().toList());
            }
        }
        return said | surplus(store, key, known, said);
    }

    /** What is there although it should not be was written once, and the damage was reported. */
    private boolean surplus(
            FileCheckpointStore store, JournalKey key, History known, boolean reported) {
        try {
            List<JournalRecord> all = store.read(key, 1, 10_000);
            assertThat(ledger.everWritten(key))
                    .containsAll(all.stream().map(Ledger::text).toList());
            if (!reported) {
                assertThat(all.stream().map(Ledger::text).toList()).isEqualTo(known.visible());
                assertThat(known.matches(store, key)).as("head of %s", key).isTrue();
            }
            return false;
        } catch (CheckpointException e) {
            assertPlaced(e);
            return true;
        }
    }

    private boolean blobs(
            FileCheckpointStore store, String tenant, List<Damaged> lost, boolean reported) {
        boolean said = reported;
        for (String blob : Ledger.BLOBS) {
            BlobId id = BlobId.of(Operation.bytes(blob));
            boolean hit =
                    frames.stream()
                            .filter(
                                    f ->
                                            f.header().key() != null
                                                    && f.header().is(FrameHeader.BLOB))
                            .anyMatch(
                                    f ->
                                            lost.stream()
                                                    .anyMatch(
                                                            d ->
                                                                    f.isIn(
                                                                            d.file(), d.from(),
                                                                            d.to())));
            try {
                Optional<String> found = store.blob(tenant, id).map(Operation::text);
                assertThat(found.orElse(blob))
                        .as("a blob has the bytes of its name")
                        .isEqualTo(blob);
                if (found.isPresent() != ledger.liveBlobs(tenant).contains(blob)) {
                    assertThat(said).as("blob of %s in silence", tenant).isTrue();
                }
            } catch (CheckpointException e) {
                assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
                // or the damage took a removal, and what it removed names a compacted blob
                assertThat(hit || said).as("%s", e).isTrue();
                said = true;
            }
        }
        return said;
    }

    private static void assertPlaced(CheckpointException e) {
        assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
        assertThat(e).hasMessageContaining("disk");
    }

    private static void append(FileCheckpointStore store) {
        JournalKey key = new JournalKey("new", "k", "after");
        List<Append.Entry> entries = List.of(new Append.Entry(RecordType.ADMIT, new byte[9]));
        store.append(Append.of(key, 0, store.epoch(), entries, new byte[1]))
                .toCompletableFuture()
                .join();
        assertThat(store.read(key, 1, 1)).hasSize(1);
    }

    /** The log as it was written answers for everything, and reports nothing. */
    void checkWhole() throws IOException {
        assertThat(check(copy(), List.of())).isFalse();
    }
}
