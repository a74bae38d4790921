package io.demijohn.testkit.checkpoint;

import static io.demijohn.testkit.checkpoint.Appends.group;
import static io.demijohn.testkit.checkpoint.Appends.key;
import static io.demijohn.testkit.checkpoint.Appends.send;
import static io.demijohn.testkit.checkpoint.Appends.sequence;
import static io.demijohn.testkit.checkpoint.Appends.text;
import static io.demijohn.testkit.checkpoint.Appends.texts;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Many at once: writers, readers, callbacks, a flood, and a stop in the middle. */
abstract class LoadCases extends KeepCases {

    private static final int APPENDS = 50;

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
                                Appends.outcome(send(store, group(store, key, expected, text)));
                        if (outcome instanceof Long sequence) {
                            won.add(sequence + "=" + text);
                        } else {
                            assertThat(((CheckpointException) outcome).kind())
                                    .as("who loses a race gets CONFLICT")
                                    .isEqualTo(Kind.CONFLICT);
                        }
                    }
                });
        List<String> stored =
                store.read(key, 1, 10_000).stream().map(r -> r.sequence() + "=" + text(r)).toList();
        assertThat(stored)
                .as("the journal has what was acknowledged, each sequence once")
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(won);
    }

    @Test
    void writersOfDifferentJournalsDoNotDisturbEachOther() throws Exception {
        race(
                writer -> {
                    JournalKey key = key("w" + writer);
                    for (int i = 0; i < APPENDS; i += 2) {
                        sequence(send(store, group(store, key, i, "r" + i, "+")));
                    }
                });
        reopen();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < APPENDS; i += 2) {
            expected.addAll(List.of("r" + i, "+"));
        }
        for (int writer = 0; writer < WRITERS; writer++) {
            assertThat(texts(store.read(key("w" + writer), 1, 1000)))
                    .as("journal of writer %d", writer)
                    .isEqualTo(expected);
        }
    }

    @Test
    void nobodySeesHalfAGroup() throws Exception {
        JournalKey key = key("atoms");
        CompletableFuture<Void> written = new CompletableFuture<>();
        race(
                number -> {
                    if (number == 0) {
                        for (int i = 0; i < 3 * APPENDS; i += 3) {
                            sequence(send(store, group(store, key, i, "a", "b", "c")));
                        }
                        written.complete(null);
                    } else {
                        while (!written.isDone()) {
                            assertWhole(key);
                        }
                    }
                });
        assertThat(store.read(key, 1, 10_000)).hasSize(3 * APPENDS);
    }

    private void assertWhole(JournalKey key) {
        long head = store.head(key).map(Head::sequence).orElse(0L);
        int records = store.read(key, 1, 10_000).size();
        assertThat(head % 3).as("a head shows whole groups only").isZero();
        assertThat(records % 3).as("a read gives whole groups only").isZero();
        assertThat(records).as("what a head shows can be read").isGreaterThanOrEqualTo((int) head);
    }

    @Test
    void aFloodIsTakenOrRefusedWithATimeToWait() {
        List<CompletionStage<Long>> answers = new ArrayList<>();
        List<Append.Entry> entries = List.of(new Append.Entry(RecordType.ADMIT, new byte[1024]));
        for (int i = 0; i < 30_000; i++) {
            JournalKey key = key("flood" + i);
            answers.add(send(store, Append.of(key, 0, store.epoch(), entries, new byte[0])));
        }
        for (int i = 0; i < answers.size(); i++) {
            Object outcome = Appends.outcome(answers.get(i));
            boolean stored = store.head(key("flood" + i)).isPresent();
            if (outcome instanceof CheckpointException refusal) {
                assertThat(refusal.kind())
                        .as("an append for which there is no room is OVERLOADED")
                        .isEqualTo(Kind.OVERLOADED);
                assertThat(refusal.retryAfter().orElse(Duration.ZERO))
                        .as("OVERLOADED says how long to wait")
                        .isGreaterThan(Duration.ZERO);
                assertThat(stored).as("what was refused is not there").isFalse();
            } else {
                assertThat(stored).as("what was acknowledged is there").isTrue();
            }
        }
        assertThat(sequence(send(store, group(store, key("after"), 0, "ok"))))
                .as("after a flood it takes appends again")
                .isEqualTo(1);
    }

    @Test
    void anInterruptedCallerHurtsNobody() {
        JournalKey key = key("interrupt");
        sequence(send(store, group(store, key, 0, "one")));
        Thread.currentThread().interrupt();
        List<JournalRecord> interrupted = store.read(key, 1, 1);
        CompletionStage<Long> answer = send(store, group(store, key, 1, "two"));
        assertThat(Thread.interrupted()).as("the caller's interrupt is kept").isTrue();

        assertThat(texts(interrupted)).containsExactly("one");
        assertThat(sequence(answer)).isEqualTo(2);
        assertThat(texts(store.read(key, 1, 2)))
                .as("an interrupt closes no file or connection that others use")
                .containsExactly("one", "two");
        assertThat(sequence(send(store, group(store, key, 2, "three")))).isEqualTo(3);
    }

    @Test
    void anAnswerMayBeFollowedByTheNextAppend() {
        JournalKey key = key("chain");
        assertThat(sequence(chain(key, 0)))
                .as("what hangs on an answer may call the store")
                .isEqualTo(APPENDS);
    }

    private CompletionStage<Long> chain(JournalKey key, long at) {
        return send(store, group(store, key, at, "r" + at))
                .thenCompose(
                        now -> {
                            assertThat(store.head(key).orElseThrow().sequence()).isEqualTo(now);
                            return now == APPENDS
                                    ? CompletableFuture.completedFuture(now)
                                    : chain(key, now);
                        });
    }

    @Test
    void aCallerWithALockOfItsOwnIsNotHeldUp() throws Exception {
        Object lock = new Object();
        JournalKey key = key("lock");
        List<CompletionStage<Void>> ends = new ArrayList<>();
        synchronized (lock) {
            for (int i = 0; i < APPENDS; i++) {
                ends.add(
                        send(store, group(store, key, i, "r"))
                                .thenAccept(
                                        sequence -> {
                                            synchronized (lock) {
                                                assertThat(sequence).isPositive();
                                            }
                                        }));
            }
        }
        for (CompletionStage<Void> end : ends) {
            within(
                    "append waits for what hangs on another's answer: complete answers on a thread"
                            + " that holds no lock and that no append waits for",
                    end);
        }
    }

    @Test
    void aCallbackThatWaitsStopsNoReaderAndNoCaller() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        // On a thread of its own: an answer that is already there is taken up by whoever asks.
        CompletableFuture<Void> sent =
                CompletableFuture.runAsync(
                        () ->
                                send(store, group(store, key("held"), 0, "r"))
                                        .thenAccept(
                                                sequence -> {
                                                    begun.complete(null);
                                                    await(release);
                                                    ended.complete(null);
                                                }));
        within("an append was not answered", begun);
        CompletableFuture<Void> others =
                CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 10; i++) {
                                var ignored = send(store, group(store, key("free" + i), 0, "r"));
                                store.read(key("held"), 1, 1);
                                store.heads(Optional.empty(), 10);
                            }
                        });
        try {
            within("a call waits for what hangs on another's answer", others);
        } finally {
            release.countDown();
        }
        within("what hangs on an answer was not run to its end", ended);
        within("an append did not return", sent);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(Appends.LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void within(String otherwise, CompletionStage<Void> end) throws Exception {
        try {
            end.toCompletableFuture().get(Appends.LIMIT_SECONDS / 2, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(otherwise, e);
        }
    }

    @Test
    void afterClosingEverythingIsUnavailable() throws Exception {
        CheckpointStore closed = store;
        Append append = group(closed, key("late"), 0, "r");
        close(closed);
        assertThat(Appends.refusal(send(closed, append)).kind())
                .as("an append after closing is UNAVAILABLE")
                .isEqualTo(Kind.UNAVAILABLE);
        assertThatThrownBy(() -> closed.read(key("late"), 1, 1))
                .as("a read after closing is UNAVAILABLE")
                .isInstanceOf(CheckpointException.class);
        assertThatThrownBy(() -> closed.head(key("late")))
                .as("and so is asking for a head")
                .isInstanceOf(CheckpointException.class);
        store = open();
        assertThat(store.head(key("late"))).as("what was refused is not there").isEmpty();
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
        store = open();
        assertThat(acknowledged)
                .as("what was acknowledged while the store was closing is there")
                .allSatisfy(key -> assertThat(store.head(key)).isPresent());
    }

    private static void writeUntilStopped(
            CheckpointStore store,
            String prefix,
            ConcurrentLinkedQueue<JournalKey> acknowledged,
            CountDownLatch underWay) {
        for (int i = 0; ; i++) {
            JournalKey key = key(prefix + i);
            Object outcome = Appends.outcome(send(store, group(store, key, 0, "r")));
            if (outcome instanceof CheckpointException refusal) {
                assertThat(refusal.kind())
                        .as("what a closing store cannot do is UNAVAILABLE")
                        .isEqualTo(Kind.UNAVAILABLE);
                return;
            }
            acknowledged.add(key);
            underWay.countDown();
        }
    }
}
