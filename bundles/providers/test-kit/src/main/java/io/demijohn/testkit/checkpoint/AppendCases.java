package io.demijohn.testkit.checkpoint;

import static io.demijohn.testkit.checkpoint.Appends.bytes;
import static io.demijohn.testkit.checkpoint.Appends.entries;
import static io.demijohn.testkit.checkpoint.Appends.group;
import static io.demijohn.testkit.checkpoint.Appends.key;
import static io.demijohn.testkit.checkpoint.Appends.refusal;
import static io.demijohn.testkit.checkpoint.Appends.send;
import static io.demijohn.testkit.checkpoint.Appends.sequence;
import static io.demijohn.testkit.checkpoint.Appends.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.RecordType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of one append after another. */
abstract class AppendCases extends StoreCases {

    @Test
    void anAppendIsReadBack() {
        Instant before = Instant.now().minusMillis(1);
        JournalKey key = key("a");

        assertThat(sequence(send(store, group(store, key, 0, "one", "two"))))
                .as("the answer is the sequence of the last record added")
                .isEqualTo(2);
        assertThat(sequence(send(store, group(store, key, 2, "three")))).isEqualTo(3);

        List<JournalRecord> records = store.read(key, 1, 10);
        assertThat(texts(records)).as("bodies, in order").containsExactly("one", "two", "three");
        assertThat(records)
                .extracting(JournalRecord::sequence)
                .as("sequences begin at 1 and have no gap")
                .containsExactly(1L, 2L, 3L);
        assertThat(records)
                .allSatisfy(r -> assertThat(r.type()).isEqualTo(RecordType.STATE_DELTA))
                .allSatisfy(
                        r ->
                                assertThat(r.time())
                                        .as("a record's time is when it was appended")
                                        .isBetween(before, Instant.now().plusMillis(1)));
    }

    @Test
    void everyRecordTypeAndAnEmptyBodyAreKept() throws Exception {
        List<Append.Entry> entries = new ArrayList<>();
        for (RecordType type : RecordType.values()) {
            entries.add(new Append.Entry(type, new byte[0]));
        }
        JournalKey key = key("types");
        sequence(send(store, Append.of(key, 0, store.epoch(), entries, new byte[0])));
        reopen();

        assertThat(store.read(key, 1, 100))
                .extracting(JournalRecord::type)
                .as("every RecordType is stored; RecordType.code() is its lasting number")
                .containsExactly(RecordType.values());
        assertThat(store.head(key).orElseThrow().body()).as("an empty head body").isEmpty();
    }

    @Test
    void largeRecordsComeBackWhole() throws Exception {
        byte[] large = new byte[1_000_003];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 + i / 255);
        }
        JournalKey key = key("large");
        List<Append.Entry> entries = List.of(new Append.Entry(RecordType.SNAPSHOT, large));
        byte[] head = new byte[Head.MAX_BODY];
        sequence(send(store, Append.of(key, 0, store.epoch(), entries, head)));
        reopen();

        assertThat(store.read(key, 1, 1).get(0).body())
                .as("a record of a million bytes must be taken and come back whole")
                .isEqualTo(large);
        assertThat(store.head(key).orElseThrow().body())
                .as("a head body of Head.MAX_BODY must be taken")
                .isEqualTo(head);
    }

    @Test
    void aHeadBodyOverItsBoundIsInvalid() {
        byte[] head = new byte[Head.MAX_BODY + 1];
        assertRefused(
                Kind.INVALID,
                Append.of(key("b"), 0, store.epoch(), entries("x"), head),
                "a head body over Head.MAX_BODY is INVALID");
        assertThat(store.head(key("b"))).as("what was refused leaves no trace").isEmpty();
    }

    @Test
    void whatWasAcknowledgedSurvivesReopening() throws Exception {
        JournalKey key = key("a");
        sequence(send(store, group(store, key, 0, "one", "two")));
        long before = store.epoch();
        reopen();

        assertThat(texts(store.read(key, 1, 10)))
                .as("acknowledged records are there after reopening")
                .containsExactly("one", "two");
        Head head = store.head(key).orElseThrow();
        assertThat(head.sequence()).isEqualTo(2);
        assertThat(head.epoch())
                .as("a head tells the epoch under which its last record was written")
                .isEqualTo(before);
        assertThat(head.body()).isEqualTo(bytes("head one"));
        assertThat(sequence(send(store, group(store, key, 2, "three")))).isEqualTo(3);
        assertThat(store.head(key).orElseThrow().epoch()).isEqualTo(store.epoch());
    }

    @Test
    void epochsGrowWithEveryOpening() throws Exception {
        long last = 0;
        for (int i = 0; i < 4; i++) {
            assertThat(store.epoch())
                    .as("the epoch grows with every opening, also when nothing was written")
                    .isGreaterThan(last);
            assertThat(store.epoch()).as("and stays while it is open").isEqualTo(store.epoch());
            last = store.epoch();
            reopen();
        }
    }

    @Test
    void anUnexpectedSequenceIsAConflictAndChangesNothing() throws Exception {
        JournalKey key = key("cas");
        sequence(send(store, group(store, key, 0, "one")));

        for (long wrong : new long[] {0, 2, 7}) {
            assertRefused(
                    Kind.CONFLICT,
                    group(store, key, wrong, "no"),
                    "expecting " + wrong + " when the journal is at 1 is a CONFLICT");
        }
        assertRefused(
                Kind.CONFLICT,
                group(store, key("new"), 1, "no"),
                "a journal that is not there is at 0");
        assertRefused(
                Kind.CONFLICT,
                Append.deletion(key, 2, store.epoch()),
                "a removal compares the sequence, too");
        for (int opened = 0; opened < 2; opened++) {
            assertThat(texts(store.read(key, 1, 10)))
                    .as("a refused append is not there, also after reopening")
                    .containsExactly("one");
            assertThat(store.head(key("new"))).isEmpty();
            reopen();
        }
    }

    @Test
    void aForeignEpochIsFenced() throws Exception {
        JournalKey key = key("fence");
        Append late = group(store, key, 1, "late");
        sequence(send(store, group(store, key, 0, "one")));
        reopen();

        assertRefused(Kind.FENCED, late, "an append under an earlier epoch is FENCED");
        assertRefused(
                Kind.FENCED,
                Append.of(key, 1, store.epoch() + 1, entries("early"), bytes("h")),
                "an append under an epoch that is not ours is FENCED");
        assertRefused(
                Kind.FENCED,
                Append.deletion(key, 1, store.epoch() - 1),
                "a removal compares the epoch, too");
        assertThat(store.head(key).orElseThrow().sequence())
                .as("a fenced append changes nothing")
                .isEqualTo(1);
    }

    @Test
    void groupsOfOneJournalMayFollowWithoutWaiting() throws Exception {
        JournalKey key = key("pipeline");
        List<CompletionStage<Long>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(send(store, group(store, key, i, "r" + i)));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(sequence(answers.get(i)))
                    .as("a call sees what earlier calls have queued")
                    .isEqualTo(i + 1);
        }
        for (int opened = 0; opened < 2; opened++) {
            assertThat(texts(store.read(key, 1, 1000)))
                    .as("groups of a journal are applied in the order of the calls")
                    .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "r" + i).toList());
            reopen();
        }
    }

    @Test
    void aRefusedGroupAmongOthersDisturbsNone() {
        JournalKey key = key("between");
        CompletionStage<Long> first = send(store, group(store, key, 0, "1"));
        CompletionStage<Long> wrong = send(store, group(store, key, 0, "no"));
        CompletionStage<Long> second = send(store, group(store, key, 1, "2"));
        CompletionStage<Long> removal = send(store, Append.deletion(key, 2, store.epoch()));
        CompletionStage<Long> again = send(store, group(store, key, 0, "again"));

        assertThat(refusal(wrong).kind())
                .as("compare-and-set looks at queued groups, too")
                .isEqualTo(Kind.CONFLICT);
        assertThat(sequence(first)).isEqualTo(1);
        assertThat(sequence(second)).isEqualTo(2);
        assertThat(sequence(removal)).as("a removal answers 0").isZero();
        assertThat(sequence(again)).as("a removed journal begins again at 1").isEqualTo(1);
        assertThat(texts(store.read(key, 1, 10))).containsExactly("again");
    }

    @Test
    void anAcknowledgedAppendIsVisibleAtOnce() {
        JournalKey key = key("visible");
        for (int i = 0; i < 50; i++) {
            sequence(send(store, group(store, key, i, "r" + i)));
            assertThat(texts(store.read(key, i + 1, 1)))
                    .as("what was acknowledged can be read at once")
                    .containsExactly("r" + i);
            assertThat(store.head(key).orElseThrow().sequence())
                    .as("and the head shows it at once")
                    .isEqualTo(i + 1);
        }
    }

    @Test
    void theHeadIsReplacedOrKept() throws Exception {
        JournalKey key = key("head");
        sequence(send(store, group(store, key, 0, "one")));
        Append keeps = new Append(key, 1, store.epoch(), entries("two"), Optional.empty(), false);
        sequence(send(store, keeps));

        for (int opened = 0; opened < 2; opened++) {
            assertThat(store.head(key).orElseThrow().body())
                    .as("an append without a head keeps the present head body")
                    .isEqualTo(bytes("head one"));
            assertThat(store.head(key).orElseThrow().sequence())
                    .as("and still moves the head's sequence")
                    .isEqualTo(2);
            reopen();
        }
    }
}
