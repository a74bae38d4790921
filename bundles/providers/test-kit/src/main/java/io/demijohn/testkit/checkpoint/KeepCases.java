package io.demijohn.testkit.checkpoint;

import static io.demijohn.testkit.checkpoint.Appends.TENANT;
import static io.demijohn.testkit.checkpoint.Appends.bytes;
import static io.demijohn.testkit.checkpoint.Appends.entries;
import static io.demijohn.testkit.checkpoint.Appends.group;
import static io.demijohn.testkit.checkpoint.Appends.key;
import static io.demijohn.testkit.checkpoint.Appends.send;
import static io.demijohn.testkit.checkpoint.Appends.sequence;
import static io.demijohn.testkit.checkpoint.Appends.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What may be given up: records below the floor, blobs that no live record names. */
abstract class KeepCases extends ReadCases {

    private static final byte[] PICTURE = bytes("picture ".repeat(5_000));
    private static final BlobId ID = BlobId.of(PICTURE);

    private static Append naming(Append group, BlobId... blobs) {
        List<Append.Entry> entries =
                group.entries().stream()
                        .map(e -> new Append.Entry(e.type(), e.body(), Arrays.asList(blobs)))
                        .toList();
        return new Append(
                group.key(),
                group.expectedSequence(),
                group.epoch(),
                entries,
                group.head(),
                false,
                group.floor(),
                group.blobs());
    }

    private static Append carrying(Append group) {
        return naming(group, ID).withBlobs(List.of(PICTURE));
    }

    private long floor(JournalKey key) {
        return store.head(key).map(Head::floor).orElse(0L);
    }

    @Test
    void recordsBelowTheFloorAreNotGiven() throws Exception {
        JournalKey key = key("floor");
        sequence(send(store, group(store, key, 0, "1", "2", "3")));
        assertThat(floor(key)).as("a journal with all its records has floor 1").isEqualTo(1);
        assertThat(sequence(send(store, group(store, key, 3, "4").withFloor(3))))
                .as("a floor changes no sequence")
                .isEqualTo(4);

        for (int opened = 0; opened < 2; opened++) {
            assertThat(floor(key)).as("the head tells the floor").isEqualTo(3);
            assertThat(texts(store.read(key, 1, 10)))
                    .as("a read from below the floor begins at the floor")
                    .containsExactly("3", "4");
            assertThat(texts(store.read(key, 1, 1)))
                    .as("and the limit counts from there")
                    .containsExactly("3");
            assertThat(store.read(key, 1, 1).get(0).sequence()).isEqualTo(3);
            assertThat(texts(store.read(key, 4, 10))).containsExactly("4");
            reopen();
        }
        assertThat(sequence(send(store, group(store, key, 4, "5")))).isEqualTo(5);
        assertThat(texts(store.read(key, 1, 10))).containsExactly("3", "4", "5");
    }

    @Test
    void theFloorMayBeTheLastRecordAndNeverFalls() throws Exception {
        JournalKey key = key("falls");
        sequence(send(store, group(store, key, 0, "1", "2")));
        sequence(send(store, group(store, key, 2, "3").withFloor(3)));
        assertThat(texts(store.read(key, 1, 10)))
                .as("a floor may be the sequence of the append's own last record")
                .containsExactly("3");
        sequence(send(store, group(store, key, 3, "4").withFloor(1)));
        sequence(send(store, group(store, key, 4, "5")));
        for (int opened = 0; opened < 2; opened++) {
            assertThat(floor(key)).as("a lower floor is ignored, and so is none").isEqualTo(3);
            assertThat(texts(store.read(key, 1, 10))).containsExactly("3", "4", "5");
            reopen();
        }
    }

    @Test
    void aJournalThatBeginsAgainHasNoFloor() throws Exception {
        JournalKey key = key("again");
        sequence(send(store, group(store, key, 0, "1", "2").withFloor(2)));
        CompletionStage<Long> removal = send(store, Append.deletion(key, 2, store.epoch()));
        sequence(send(store, group(store, key, 0, "new", "life")));
        sequence(removal);
        for (int opened = 0; opened < 2; opened++) {
            assertThat(floor(key)).as("a removal takes the floor away").isEqualTo(1);
            assertThat(texts(store.read(key, 1, 10))).containsExactly("new", "life");
            reopen();
        }
    }

    @Test
    void aRefusedAppendRaisesNoFloor() {
        JournalKey key = key("refused");
        sequence(send(store, group(store, key, 0, "1", "2")));
        assertRefused(
                Kind.CONFLICT,
                group(store, key, 1, "no").withFloor(2),
                "an append at another sequence is a CONFLICT, with a floor, too");
        assertThat(floor(key)).as("what was refused changes nothing").isEqualTo(1);
        assertThat(texts(store.read(key, 1, 10))).containsExactly("1", "2");
    }

    @Test
    void aBlobIsReadBack() throws Exception {
        sequence(send(store, carrying(group(store, key("a"), 0, "r"))));
        for (int opened = 0; opened < 2; opened++) {
            assertThat(store.blob(TENANT, ID))
                    .as("a blob that was acknowledged is there, also after reopening")
                    .hasValue(PICTURE);
            reopen();
        }
        store.blob(TENANT, ID).orElseThrow()[0] = 'X';
        assertThat(store.blob(TENANT, ID)).as("each read gives bytes of its own").hasValue(PICTURE);
        assertThat(store.blob(TENANT, BlobId.of(bytes("other")))).as("not there").isEmpty();
    }

    @Test
    void aBlobIsItsTenantsOnly() throws Exception {
        sequence(send(store, carrying(group(store, key("a"), 0, "r"))));
        JournalKey other = new JournalKey("other", "thread", "a");
        for (int opened = 0; opened < 2; opened++) {
            assertThat(store.blob("other", ID))
                    .as("a tenant must not even learn that another has these bytes")
                    .isEmpty();
            assertRefused(
                    Kind.INVALID,
                    naming(group(store, other, 0, "r"), ID),
                    "naming another tenant's blob is INVALID");
            reopen();
        }
        sequence(send(store, carrying(group(store, other, 0, "r"))));
        sequence(send(store, Append.deletion(other, 1, store.epoch())));
        assertThat(store.blob("other", ID)).isEmpty();
        assertThat(store.blob(TENANT, ID))
                .as("what one tenant gives up, another keeps")
                .hasValue(PICTURE);
    }

    @Test
    void aBlobThatIsNowhereCannotBeNamed() {
        JournalKey key = key("a");
        assertRefused(
                Kind.INVALID,
                naming(group(store, key, 0, "r"), ID),
                "naming a blob that is neither carried nor there is INVALID");
        assertRefused(
                Kind.INVALID,
                group(store, key, 0, "r").withBlobs(List.of(PICTURE)),
                "carrying a blob that no entry names is INVALID: nothing would keep it");
        assertThat(store.head(key)).as("what was refused is not there").isEmpty();
        assertThat(store.blob(TENANT, ID)).isEmpty();
        assertThat(sequence(send(store, group(store, key, 0, "r")))).isEqualTo(1);
    }

    @Test
    void aBlobGoesWithTheLastRecordThatNamesIt() throws Exception {
        JournalKey a = key("a");
        JournalKey b = key("b");
        sequence(send(store, carrying(group(store, a, 0, "r"))));
        sequence(send(store, naming(group(store, b, 0, "r"), ID, ID)));
        sequence(send(store, Append.deletion(a, 1, store.epoch())));
        for (int opened = 0; opened < 2; opened++) {
            assertThat(store.blob(TENANT, ID))
                    .as("a blob stays while a record names it, whoever carried it")
                    .hasValue(PICTURE);
            reopen();
        }
        sequence(send(store, group(store, b, 1, "r").withFloor(2)));
        for (int opened = 0; opened < 2; opened++) {
            assertThat(store.blob(TENANT, ID))
                    .as("a blob is gone when the last record that names it is below the floor")
                    .isEmpty();
            reopen();
        }
        sequence(send(store, carrying(group(store, a, 0, "r"))));
        assertThat(store.blob(TENANT, ID)).as("and may be carried again").hasValue(PICTURE);
    }

    @Test
    void groupsUnderWayMayNameABlobThatOneOfThemCarries() throws Exception {
        List<CompletionStage<Long>> answers = new ArrayList<>();
        answers.add(send(store, carrying(group(store, key("j"), 0, "r"))));
        for (int i = 1; i < 20; i++) {
            answers.add(send(store, naming(group(store, key("j"), i, "r"), ID)));
            answers.add(send(store, carrying(group(store, key("j" + i), 0, "r"))));
        }
        for (CompletionStage<Long> answer : answers) {
            assertThat(sequence(answer))
                    .as("a call sees the blobs that earlier calls have queued")
                    .isPositive();
        }
        sequence(send(store, Append.deletion(key("j"), 20, store.epoch())));
        reopen();
        assertThat(store.blob(TENANT, ID)).hasValue(PICTURE);
    }

    @Test
    void blobsAndRecordsOfAGroupAreThereTogether() throws Exception {
        byte[] second = bytes("second");
        Append.Entry entry =
                new Append.Entry(
                        RecordType.STATE_DELTA, bytes("r"), List.of(BlobId.of(second), ID));
        Append group =
                new Append(
                        key("two"),
                        0,
                        store.epoch(),
                        List.of(entry),
                        Optional.of(bytes("h")),
                        false,
                        0,
                        List.of(PICTURE, second));
        sequence(send(store, group));
        sequence(
                send(
                        store,
                        new Append(
                                key("two"),
                                1,
                                store.epoch(),
                                entries("s"),
                                Optional.empty(),
                                false)));
        reopen();
        assertThat(store.blob(TENANT, ID)).hasValue(PICTURE);
        assertThat(store.blob(TENANT, BlobId.of(second))).hasValue(second);
        assertThat(texts(store.read(key("two"), 1, 10))).containsExactly("r", "s");
    }
}
