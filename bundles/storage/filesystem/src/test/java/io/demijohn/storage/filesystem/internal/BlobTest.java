package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Blobs are stored once per tenant and live while a live record names them. */
final class BlobTest {

    private static final byte[] PICTURE = "picture".repeat(500).getBytes(StandardCharsets.UTF_8);
    private static final BlobId ID = BlobId.of(PICTURE);

    private static Append names(
            FileCheckpointStore store, String tenant, String id, long at, BlobId... blobs) {
        Append.Entry entry = new Append.Entry(RecordType.ADMIT, new byte[1], Arrays.asList(blobs));
        JournalKey key = new JournalKey(tenant, "k", id);
        return Append.of(key, at, store.epoch(), List.of(entry), new byte[0]);
    }

    private static void run(FileCheckpointStore store, Append append) {
        store.append(append).toCompletableFuture().join();
    }

    private static long stored(Disk disk) throws IOException {
        long count = 0;
        for (String name : disk.list()) {
            String text = new String(disk.get(name), StandardCharsets.ISO_8859_1);
            count += text.split("picture".repeat(500), -1).length - 1;
        }
        return count;
    }

    @Test
    void aBlobIsStoredOncePerTenantHoweverOftenItIsCarried() throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = Stores.small(disk)) {
            for (int i = 0; i < 3; i++) {
                run(store, names(store, "t", "a", i, ID).withBlobs(List.of(PICTURE)));
            }
            run(store, names(store, "t", "b", 0, ID, ID));
            assertThat(stored(disk)).isEqualTo(1);
            assertThat(store.blob("other", ID)).isEmpty();
            run(store, names(store, "other", "a", 0, ID).withBlobs(List.of(PICTURE)));
            assertThat(stored(disk)).isEqualTo(2);
        }
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.blob("t", ID)).hasValue(PICTURE);
            assertThat(store.blob("other", ID)).hasValue(PICTURE);
        }
    }

    @Test
    void itIsGoneWithTheLastRecordThatNamesIt() throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = Stores.small(disk)) {
            run(store, names(store, "t", "a", 0, ID).withBlobs(List.of(PICTURE)));
            run(store, names(store, "t", "b", 0, ID));
            run(store, Append.deletion(new JournalKey("t", "k", "a"), 1, store.epoch()));
            assertThat(store.blob("t", ID)).hasValue(PICTURE);
            run(store, names(store, "t", "b", 1).withFloor(2));
            assertThat(store.blob("t", ID)).isEmpty();
        }
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.blob("t", ID)).isEmpty();
            run(store, names(store, "t", "c", 0, ID).withBlobs(List.of(PICTURE)));
            assertThat(store.blob("t", ID)).hasValue(PICTURE);
        }
    }

    @Test
    void aBlobThatIsNotThereIsRefusedAndSoIsOneThatNobodyNames() throws IOException {
        try (FileCheckpointStore store = Stores.small(new Disk())) {
            assertInvalid(() -> run(store, names(store, "t", "a", 0, ID)), "carry it");
            assertInvalid(
                    () -> run(store, names(store, "t", "a", 0).withBlobs(List.of(PICTURE))),
                    "no entry of it names");
            assertThat(store.head(new JournalKey("t", "k", "a"))).isEmpty();
        }
    }

    /** Compacts away what nobody needs right after the group has asked what it must write. */
    private static final class Hurried extends ArrayList<Carried> {

        private static final long serialVersionUID = 1;

        private final transient Runnable compaction;

        Hurried(Carried carried, Runnable compaction) {
            super(List.of(carried));
            this.compaction = compaction;
        }

        @Override
        public boolean removeIf(Predicate<? super Carried> filter) {
            boolean isChanged = super.removeIf(filter);
            compaction.run();
            return isChanged;
        }
    }

    @Test
    void compactionDoesNotForgetWhatAGroupHasFoundStored() {
        Append append =
                Append.of(
                        new JournalKey("t", "k", "a"),
                        0,
                        1,
                        List.of(new Append.Entry(RecordType.ADMIT, new byte[1], List.of(ID))),
                        new byte[0]);
        BlobKey key = BlobKey.of("t", ID);
        BlobIndex index = new BlobIndex(new Segments());
        index.stored(key, 5, PICTURE.length);
        List<Carried> carried =
                new Hurried(new Carried(key, PICTURE.clone()), () -> index.keeps(key, 5));
        Group group = new Group(append, FrameEncoder.encode(append, 1, 0), carried);

        group.pin(index);

        assertThat(carried).isEmpty();
        assertThat(index.isKnown(key)).isTrue();
        group.unpin(index);
        assertThat(index.keeps(key, 5)).isFalse();
    }

    private static byte[] page(int number) {
        byte[] page = new byte[7 * 1024];
        page[0] = (byte) number;
        return page;
    }

    @Test
    void onlyWhatIsNotStoredYetCountsForTheBoundOfAGroup() throws IOException {
        List<byte[]> pages = IntStream.range(0, 4).mapToObj(BlobTest::page).toList();
        BlobId[] ids = pages.stream().map(BlobId::of).toArray(BlobId[]::new);
        try (FileCheckpointStore store = Stores.small(new Disk())) {
            assertInvalid(
                    () -> run(store, names(store, "t", "a", 0, ids).withBlobs(pages)),
                    "The group has");
            assertInvalid(() -> run(store, names(store, "t", "a", 0, ids[0])), "carry it");
            for (int i = 0; i < 3; i++) {
                run(store, names(store, "t", "a", i, ids[i]).withBlobs(List.of(pages.get(i))));
            }
            run(store, names(store, "t", "a", 3, ids).withBlobs(pages));
            assertThat(store.blob("t", ids[3])).hasValue(pages.get(3));
        }
    }

    private static void assertInvalid(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(CompletionException.class)
                .cause()
                .hasMessageContaining(message)
                .extracting(e -> ((CheckpointException) e).kind())
                .isEqualTo(CheckpointException.Kind.INVALID);
    }
}
