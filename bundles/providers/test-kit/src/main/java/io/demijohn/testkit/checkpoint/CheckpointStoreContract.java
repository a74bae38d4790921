package io.demijohn.testkit.checkpoint;

import static io.demijohn.testkit.checkpoint.Appends.bytes;
import static io.demijohn.testkit.checkpoint.Appends.entries;
import static io.demijohn.testkit.checkpoint.Appends.group;
import static io.demijohn.testkit.checkpoint.Appends.key;
import static io.demijohn.testkit.checkpoint.Appends.refusal;
import static io.demijohn.testkit.checkpoint.Appends.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.RecordType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link CheckpointStore} must do. Extend it, say how your store is opened and closed,
 * and run it with JUnit 5.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
public abstract class CheckpointStoreContract {

    private static final int WRITERS = 8;
    private static final int APPENDS = 50;

    /** The store under test; {@link #reopen} changes it. */
    private CheckpointStore store;

    /** For the extending class. */
    @SuppressWarnings("NullAway.Init") // the store is set before each test
    protected CheckpointStoreContract() {}

    /**
     * Opens the store over the data of this test.
     *
     * @return an open store; empty at the first call in a test, with what was there at later ones
     * @throws Exception fails the test
     */
    protected abstract CheckpointStore open() throws Exception;

    /**
     * Closes a store, as the stop of its bundle would.
     *
     * @param opened what {@link #open} returned
     * @throws Exception fails the test
     */
    protected abstract void close(CheckpointStore opened) throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() throws Exception {
        close(store);
    }

    private void reopen() throws Exception {
        close(store);
        store = open();
    }

    @Test
    void anAppendIsReadBack() {
        Instant before = Instant.now().minusMillis(1);
        JournalKey key = key("a");

        assertThat(sequence(store.append(group(store, key, 0, "one", "two")))).isEqualTo(2);
        assertThat(sequence(store.append(group(store, key, 2, "three")))).isEqualTo(3);

        List<JournalRecord> records = store.read(key, 1, 10);
        assertThat(texts(records)).containsExactly("one", "two", "three");
        assertThat(records).extracting(JournalRecord::sequence).containsExactly(1L, 2L, 3L);
        assertThat(records)
                .allSatisfy(r -> assertThat(r.type()).isEqualTo(RecordType.STATE_DELTA))
                .allSatisfy(
                        r -> assertThat(r.time()).isBetween(before, Instant.now().plusMillis(1)));
    }

    @Test
    void everyRecordTypeAndAnEmptyBodyAreKept() {
        List<Append.Entry> entries = new ArrayList<>();
        for (RecordType type : RecordType.values()) {
            entries.add(new Append.Entry(type, new byte[0]));
        }
        JournalKey key = key("types");
        sequence(store.append(Append.of(key, 0, store.epoch(), entries, new byte[0])));

        assertThat(store.read(key, 1, 100))
                .extracting(JournalRecord::type)
                .containsExactly(RecordType.values());
    }

    @Test
    void readingStartsAndEndsWhereAsked() {
        JournalKey key = key("slice");
        sequence(store.append(group(store, key, 0, "1", "2", "3")));
        sequence(store.append(group(store, key, 3, "4")));
        sequence(store.append(group(store, key, 4, "5", "6")));

        assertThat(texts(store.read(key, 2, 4))).containsExactly("2", "3", "4", "5");
        assertThat(texts(store.read(key, 6, 10))).containsExactly("6");
        assertThat(store.read(key, 7, 10)).isEmpty();
        assertThat(store.read(key("unknown"), 1, 10)).isEmpty();
    }

    @Test
    void whatWasAcknowledgedSurvivesReopening() throws Exception {
        JournalKey key = key("a");
        sequence(store.append(group(store, key, 0, "one", "two")));
        long before = store.epoch();
        reopen();

        assertThat(store.epoch()).isGreaterThan(before);
        assertThat(texts(store.read(key, 1, 10))).containsExactly("one", "two");
        Head head = store.head(key).orElseThrow();
        assertThat(head.sequence()).isEqualTo(2);
        assertThat(head.epoch()).isEqualTo(before);
        assertThat(head.body()).isEqualTo(bytes("head one"));
        assertThat(sequence(store.append(group(store, key, 2, "three")))).isEqualTo(3);
    }

    @Test
    void anUnexpectedSequenceIsAConflictAndChangesNothing() {
        JournalKey key = key("cas");
        sequence(store.append(group(store, key, 0, "one")));

        for (long wrong : new long[] {0, 2, 7}) {
            CheckpointException refusal = refusal(store.append(group(store, key, wrong, "no")));
            assertThat(refusal.kind()).isEqualTo(Kind.CONFLICT);
        }
        assertThat(refusal(store.append(group(store, key("new"), 1, "no"))).kind())
                .isEqualTo(Kind.CONFLICT);
        assertThat(texts(store.read(key, 1, 10))).containsExactly("one");
        assertThat(store.head(key("new"))).isEmpty();
    }

    @Test
    void aForeignEpochIsFenced() throws Exception {
        JournalKey key = key("fence");
        Append late = group(store, key, 1, "late");
        sequence(store.append(group(store, key, 0, "one")));
        reopen();

        assertThat(refusal(store.append(late)).kind()).isEqualTo(Kind.FENCED);
        Append early = Append.of(key, 1, store.epoch() + 1, entries("early"), bytes("h"));
        assertThat(refusal(store.append(early)).kind()).isEqualTo(Kind.FENCED);
        assertThat(store.head(key).orElseThrow().sequence()).isEqualTo(1);
    }

    @Test
    void groupsOfOneJournalMayFollowWithoutWaiting() {
        JournalKey key = key("pipeline");
        List<CompletionStage<Long>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(store.append(group(store, key, i, "r" + i)));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(sequence(answers.get(i))).isEqualTo(i + 1);
        }
        assertThat(texts(store.read(key, 1, 1000)))
                .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "r" + i).toList());
    }

    @Test
    void anAcknowledgedAppendIsVisibleAtOnce() {
        JournalKey key = key("visible");
        for (int i = 0; i < 50; i++) {
            sequence(store.append(group(store, key, i, "r" + i)));
            assertThat(texts(store.read(key, i + 1, 1))).containsExactly("r" + i);
            assertThat(store.head(key).orElseThrow().sequence()).isEqualTo(i + 1);
        }
    }

    @Test
    void theHeadIsReplacedOrKept() throws Exception {
        JournalKey key = key("head");
        sequence(store.append(group(store, key, 0, "one")));
        Append keeps = new Append(key, 1, store.epoch(), entries("two"), Optional.empty(), false);
        sequence(store.append(keeps));
        assertThat(store.head(key).orElseThrow().body()).isEqualTo(bytes("head one"));

        reopen();
        assertThat(store.head(key).orElseThrow().body()).isEqualTo(bytes("head one"));
        assertThat(store.head(key).orElseThrow().sequence()).isEqualTo(2);
    }

    @Test
    void headsAreListedInTheOrderOfTheirKeys() throws Exception {
        for (String id : List.of("c", "a", "b.1", "B", "b")) {
            sequence(store.append(group(store, key(id), 0, id)));
        }
        for (int opened = 0; opened < 2; opened++) {
            assertThat(ids(store.heads(Optional.empty(), 10)))
                    .containsExactly("B", "a", "b", "b.1", "c");
            assertThat(ids(store.heads(Optional.of(key("b")), 2))).containsExactly("b", "b.1");
            assertThat(store.heads(Optional.of(key("d")), 2)).isEmpty();
            reopen();
        }
    }

    @Test
    void aRemovedJournalIsGoneAndMayBeginAgain() throws Exception {
        JournalKey key = key("gone");
        sequence(store.append(group(store, key, 0, "one", "two")));
        assertThat(refusal(store.append(Append.deletion(key, 1, store.epoch()))).kind())
                .isEqualTo(Kind.CONFLICT);
        assertThat(sequence(store.append(Append.deletion(key, 2, store.epoch())))).isZero();

        assertThat(store.head(key)).isEmpty();
        assertThat(store.read(key, 1, 10)).isEmpty();
        reopen();
        assertThat(store.head(key)).isEmpty();
        assertThat(sequence(store.append(group(store, key, 0, "again")))).isEqualTo(1);
        reopen();
        assertThat(texts(store.read(key, 1, 10))).containsExactly("again");
    }

    @Test
    void journalsOfTenantsAndKindsAreApart() {
        List<JournalKey> keys =
                List.of(
                        new JournalKey("t", "k", "id"),
                        new JournalKey("t", "k2", "id"),
                        new JournalKey("t2", "k", "id"),
                        new JournalKey("tk", "i", "d"));
        for (int i = 0; i < keys.size(); i++) {
            sequence(store.append(group(store, keys.get(i), 0, "r" + i)));
        }
        for (int i = 0; i < keys.size(); i++) {
            assertThat(texts(store.read(keys.get(i), 1, 10))).containsExactly("r" + i);
        }
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
        sequence(store.append(Append.of(key, 0, store.epoch(), entries, head)));
        reopen();

        assertThat(store.read(key, 1, 1).get(0).body()).isEqualTo(large);
        assertThat(store.head(key).orElseThrow().body()).isEqualTo(head);
    }

    @Test
    void brokenBoundsAreInvalid() {
        byte[] head = new byte[Head.MAX_BODY + 1];
        Append tooLarge = Append.of(key("b"), 0, store.epoch(), entries("x"), head);
        assertThat(refusal(store.append(tooLarge)).kind()).isEqualTo(Kind.INVALID);

        assertInvalid(() -> store.read(key("b"), 0, 1));
        assertInvalid(() -> store.read(key("b"), 1, 0));
        assertInvalid(() -> store.read(key("b"), 1, 10_001));
        assertInvalid(() -> store.heads(Optional.empty(), 0));
        assertInvalid(() -> store.heads(Optional.empty(), 10_001));
        assertThat(store.head(key("b"))).isEmpty();
    }

    private static void assertInvalid(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        CheckpointException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.INVALID));
    }

    @Test
    void ofRacingWritersOneWinsEachSequence() throws Exception {
        JournalKey key = key("race");
        ConcurrentLinkedQueue<String> won = new ConcurrentLinkedQueue<>();
        race(
                writer -> {
                    for (int i = 0; i < APPENDS; i++) {
                        long expected = store.head(key).map(Head::sequence).orElse(0L);
                        String text = writer + ":" + i;
                        Object outcome =
                                Appends.outcome(store.append(group(store, key, expected, text)));
                        if (outcome instanceof Long sequence) {
                            won.add(sequence + "=" + text);
                        } else {
                            assertThat(((CheckpointException) outcome).kind())
                                    .isEqualTo(Kind.CONFLICT);
                        }
                    }
                });
        List<String> stored =
                store.read(key, 1, 10_000).stream().map(r -> r.sequence() + "=" + text(r)).toList();
        assertThat(stored).isNotEmpty().containsExactlyInAnyOrderElementsOf(won);
    }

    @Test
    void writersOfDifferentJournalsDoNotDisturbEachOther() throws Exception {
        race(
                writer -> {
                    for (int i = 0; i < APPENDS; i += 2) {
                        sequence(store.append(group(store, key("w" + writer), i, "r" + i, "+")));
                    }
                });
        reopen();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < APPENDS; i += 2) {
            expected.addAll(List.of("r" + i, "+"));
        }
        for (int writer = 0; writer < WRITERS; writer++) {
            assertThat(texts(store.read(key("w" + writer), 1, 1000))).isEqualTo(expected);
        }
    }

    @Test
    void aFloodIsTakenOrRefusedWithATimeToWait() {
        List<CompletionStage<Long>> answers = new ArrayList<>();
        byte[] body = new byte[1024];
        List<Append.Entry> entries = List.of(new Append.Entry(RecordType.ADMIT, body));
        for (int i = 0; i < 30_000; i++) {
            JournalKey key = key("flood" + i);
            answers.add(store.append(Append.of(key, 0, store.epoch(), entries, new byte[0])));
        }
        for (int i = 0; i < answers.size(); i++) {
            Object outcome = Appends.outcome(answers.get(i));
            boolean stored = store.head(key("flood" + i)).isPresent();
            if (outcome instanceof CheckpointException refusal) {
                assertThat(refusal.kind()).isEqualTo(Kind.OVERLOADED);
                assertThat(refusal.retryAfter().orElseThrow()).isGreaterThan(Duration.ZERO);
                assertThat(stored).isFalse();
            } else {
                assertThat(stored).isTrue();
            }
        }
        assertThat(sequence(store.append(group(store, key("after"), 0, "ok")))).isEqualTo(1);
    }

    @Test
    void anInterruptedReaderDoesNotHurtOthers() {
        JournalKey key = key("interrupt");
        sequence(store.append(group(store, key, 0, "one")));
        Thread.currentThread().interrupt();
        List<JournalRecord> interrupted = store.read(key, 1, 1);
        assertThat(Thread.interrupted()).isTrue();

        assertThat(texts(interrupted)).containsExactly("one");
        assertThat(texts(store.read(key, 1, 1))).containsExactly("one");
        assertThat(sequence(store.append(group(store, key, 1, "two")))).isEqualTo(2);
    }

    @Test
    void stoppedDuringUseItAnswersEverythingTruly() throws Exception {
        CheckpointStore stopping = store;
        ConcurrentLinkedQueue<JournalKey> acknowledged = new ConcurrentLinkedQueue<>();
        CountDownLatch underWay = new CountDownLatch(WRITERS * 5);
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                String prefix = "stop" + w + "-";
                ends.add(
                        writers.submit(
                                () -> writeUntilStopped(stopping, prefix, acknowledged, underWay)));
            }
            assertThat(underWay.await(Appends.LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            close(stopping);
            for (Future<?> end : ends) {
                end.get(Appends.LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            writers.shutdownNow();
        }
        assertThatThrownBy(() -> stopping.read(key("x"), 1, 1))
                .isInstanceOf(CheckpointException.class);
        store = open();
        assertThat(acknowledged).allSatisfy(key -> assertThat(store.head(key)).isPresent());
    }

    private static void writeUntilStopped(
            CheckpointStore store,
            String prefix,
            ConcurrentLinkedQueue<JournalKey> acknowledged,
            CountDownLatch underWay) {
        for (int i = 0; ; i++) {
            JournalKey key = key(prefix + i);
            Object outcome = Appends.outcome(store.append(group(store, key, 0, "r")));
            if (outcome instanceof CheckpointException refusal) {
                assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE);
                return;
            }
            acknowledged.add(key);
            underWay.countDown();
        }
    }

    /** One of several writers. */
    private interface Writer {
        void run(int number);
    }

    private static void race(Writer writer) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> ends = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                int number = w;
                ends.add(
                        pool.submit(
                                () -> {
                                    start.await();
                                    writer.run(number);
                                    return null;
                                }));
            }
            start.countDown();
            for (Future<?> end : ends) {
                end.get(Appends.LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static List<String> texts(List<JournalRecord> records) {
        return records.stream().map(CheckpointStoreContract::text).toList();
    }

    private static String text(JournalRecord record) {
        return new String(record.body(), StandardCharsets.UTF_8);
    }

    private static List<String> ids(List<Head> heads) {
        return heads.stream().map(head -> head.key().id()).toList();
    }
}
