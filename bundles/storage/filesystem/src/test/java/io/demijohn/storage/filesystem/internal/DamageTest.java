package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.health.Health;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes change on the disk: what was acknowledged is there, or its loss is reported. */
final class DamageTest {

    private static final JournalKey A = new JournalKey("t", "thread", "a");
    private static final JournalKey B = new JournalKey("t", "thread", "b");
    private static final String FIRST = Segment.name(1);

    private static long append(CheckpointStore store, JournalKey key, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<Append.Entry> entries = List.of(new Append.Entry(RecordType.ADMIT, bytes));
        return store.append(Append.of(key, at, store.epoch(), entries, bytes))
                .toCompletableFuture()
                .join();
    }

    /** A log with three records of A and two of B between them. */
    private static Disk written(boolean closed) throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = Stores.small(disk)) {
            append(store, A, 0, "a1");
            append(store, B, 0, "b1");
            append(store, A, 1, "a2");
            append(store, B, 1, "b2");
            append(store, A, 2, "a3");
            if (!closed) {
                return disk.copy();
            }
        }
        return disk;
    }

    /** Where the head body of this text is; the record's type, length and body follow it. */
    private static int offset(Disk disk, String body) {
        String file = new String(disk.get(FIRST), StandardCharsets.ISO_8859_1);
        String length =
                new String(new char[] {0, 0, (char) (body.length() >> 8), (char) body.length()});
        int at = file.indexOf(body, SegmentHeader.LENGTH);
        while (!file.startsWith(length + body, at + body.length() + 1)) {
            at = file.indexOf(body, at + 1); // by chance in a checksum
        }
        return at;
    }

    private static int frameOf(Disk disk, String body) {
        byte[] bytes = disk.get(FIRST);
        int at = offset(disk, body);
        while (bytes[at] != 'D' || bytes[at + 1] != 'J' || bytes[at + 2] != 'F') {
            at--;
        }
        return at;
    }

    @Test
    void aTornEndIsCutAtEveryByteAndReported() throws IOException {
        Disk whole = written(false);
        int last = frameOf(whole, "a3");
        int end = offset(whole, "a3") + 2 + 5 + 2; // head body, record header, record body
        for (int cut = last + 1; cut < end; cut++) {
            torn(whole, Arrays.copyOf(whole.get(FIRST), cut), cut - last);
            byte[] zeros = whole.get(FIRST).clone();
            Arrays.fill(zeros, cut, zeros.length, (byte) 0);
            torn(whole, zeros, cut - last);
        }
    }

    private static void torn(Disk whole, byte[] bytes, int left) throws IOException {
        Disk disk = whole.copy();
        disk.put(FIRST, bytes);
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(Ledger.texts(store, A)).containsExactly("a1", "a2");
            assertThat(Ledger.texts(store, B)).containsExactly("b1", "b2");
            assertThat(store.report().damages()).isEmpty();
            assertThat(store.report().cuts())
                    .singleElement()
                    .satisfies(cut -> assertThat(cut.bytes()).isBetween(1L, (long) left))
                    .satisfies(cut -> assertThat(cut.path()).endsWith(FIRST));
            assertThat(append(store, A, 2, "again")).isEqualTo(3);
        }
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(Ledger.texts(store, A)).containsExactly("a1", "a2", "again");
            assertThat(store.report().cuts()).isEmpty();
        }
    }

    @Test
    void aDamagedBodyInTheMiddleIsNamedAndTheRestIsReadable() throws IOException {
        Disk disk = written(true);
        String place = FIRST + ":" + frameOf(disk, "a2");
        disk.get(FIRST)[offset(disk, "a2") + 1] ^= 4;
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(Ledger.texts(store, B)).containsExactly("b1", "b2");
            assertThat(store.read(A, 1, 1)).hasSize(1);
            assertThat(store.read(A, 3, 1)).hasSize(1);
            assertThatThrownBy(() -> store.read(A, 2, 1))
                    .isInstanceOfSatisfying(
                            CheckpointException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
                    .hasMessageContaining(place);
            assertThat(store.report().damages())
                    .singleElement()
                    .satisfies(d -> assertThat(d.what()).contains("t/thread/a, records 2 to 2"));
            assertThat(store.health().status()).isEqualTo(Health.Status.DEGRADED);
            assertThat(store.health().message()).contains(FIRST);
            assertThat(append(store, A, 3, "a4")).isEqualTo(4);
        }
    }

    @Test
    void aZeroedStretchInTheMiddleIsFoundAndWhatFollowsIsReadable() throws IOException {
        Disk disk = written(true);
        int from = frameOf(disk, "b1");
        Arrays.fill(disk.get(FIRST), from, frameOf(disk, "b2"), (byte) 0);
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damages())
                    .singleElement()
                    .satisfies(d -> assertThat(d.offset()).isEqualTo(from));
            assertThat(store.read(A, 3, 1)).hasSize(1);
            assertCorrupt(store, A, 2);
            assertCorrupt(store, B, 1);
            assertThat(store.read(B, 2, 1)).hasSize(1);
        }
    }

    @Test
    void damageAfterAcknowledgingAndBeforeReopeningIsSeenWhenReading() throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = Stores.small(disk)) {
            append(store, A, 0, "a1");
            append(store, A, 1, "a2");
            disk.get(FIRST)[offset(disk, "a1")] ^= 1;
            assertCorrupt(store, A, 1);
            assertThat(store.read(A, 2, 1)).hasSize(1);
        }
    }

    private static void assertCorrupt(CheckpointStore store, JournalKey key, int sequence) {
        assertThatThrownBy(() -> store.read(key, sequence, 1))
                .isInstanceOfSatisfying(
                        CheckpointException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
    }

    @Test
    void aMissingSegmentIsReportedAndTheOthersAreReadable() throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = Stores.small(disk)) {
            for (int i = 0; i < 12; i++) {
                append(store, A, i, "x".repeat(2000) + i);
                append(store, B, i, "x".repeat(2000) + i);
            }
        }
        disk.lose(Segment.name(2));
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damages())
                    .anySatisfy(d -> assertThat(d.path()).endsWith(Segment.name(2)));
            assertThat(store.read(A, 12, 1)).hasSize(1);
            assertThat(store.read(A, 1, 1)).hasSize(1);
            assertThat(append(store, A, 12, "on")).isEqualTo(13);
        }
    }

    @Test
    void aSegmentWithoutHeadersIsKeptAndReported() throws IOException {
        Disk disk = written(true);
        Arrays.fill(disk.get(FIRST), 0, SegmentHeader.LENGTH, (byte) 0);
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damageCount()).isEqualTo(1);
            assertThat(append(store, A, 0, "new")).isEqualTo(1);
        }
        assertThat(disk.list()).contains(FIRST, Segment.name(2));
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damageCount()).isEqualTo(1);
            assertThat(Ledger.texts(store, A)).containsExactly("new");
        }
    }

    @Test
    void aShortenedSegmentBeforeTheLastIsReported() throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = Stores.small(disk)) {
            for (int i = 0; i < 12; i++) {
                append(store, A, i, "x".repeat(2000) + i);
            }
        }
        assertThat(disk.list()).contains(Segment.name(2));
        disk.put(FIRST, Arrays.copyOf(disk.get(FIRST), 9000));
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damages())
                    .anySatisfy(d -> assertThat(d.path()).endsWith(FIRST));
            assertCorrupt(store, A, 2);
            assertThat(store.read(A, 12, 1)).hasSize(1);
        }
    }

    @Test
    void bytesThatLookLikeFramesInABodyAreNotTakenForFrames() throws IOException {
        Disk other = written(true);
        byte[] stolen = Arrays.copyOfRange(other.get(FIRST), frameOf(other, "a1"), 9000);
        Disk disk = new Disk();
        try (FileCheckpointStore store = Stores.small(disk)) {
            append(store, B, 0, "b1");
            String body = new String(stolen, StandardCharsets.ISO_8859_1);
            append(store, B, 1, body);
            append(store, B, 2, "b3");
        }
        int at = frameOf(disk, "b1");
        Arrays.fill(disk.get(FIRST), at + 90, at + 300, (byte) 7); // b1's end, header of the next
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.head(A)).isEmpty();
            assertThat(store.read(B, 3, 1)).hasSize(1);
            assertCorrupt(store, B, 2);
        }
    }

    @Test
    void aNewerFormatIsRefusedWithTheFix() {
        Disk disk = new Disk();
        byte[] header = new byte[SegmentHeader.LENGTH];
        ByteBuffer block = ByteBuffer.wrap(header);
        block.putInt(0x444A4C03);
        block.putInt(4092, Checksum.of(header, 0, 4092));
        disk.put(FIRST, header);
        assertThatThrownBy(() -> Stores.small(disk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format version 3")
                .hasMessageContaining("start the newer Demijohn");
    }
}
