package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.clock.TickClock;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way of a group from the caller to the disk and back. */
@Timeout(30)
final class CommitTest {

    private static final LogOptions TIGHT = new LogOptions(24 * 1024, 8, 4096, 1024);

    private static Append group(FileCheckpointStore store, String id, long at, int bytes) {
        List<Append.Entry> entries = List.of(new Append.Entry(RecordType.ADMIT, new byte[bytes]));
        JournalKey key = new JournalKey("t", "k", id);
        return new Append(key, at, store.epoch(), entries, Optional.empty(), false);
    }

    private static CompletableFuture<Long> append(
            FileCheckpointStore store, String id, long at, int bytes) {
        return store.append(group(store, id, at, bytes)).toCompletableFuture();
    }

    private static CheckpointException refusal(CompletableFuture<Long> answer) throws Exception {
        try {
            throw new AssertionError("accepted: " + answer.get(20, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return (CheckpointException) e.getCause();
        }
    }

    @Test
    void nothingIsAnsweredOrShownBeforeTheForceReturns() throws Exception {
        GatedDirectory disk = new GatedDirectory();
        try (FileCheckpointStore store = Stores.open(disk, TIGHT)) {
            disk.shut();
            CompletableFuture<Long> first = append(store, "a", 0, 10);
            CompletableFuture<Long> second = append(store, "a", 1, 10);
            assertThat(first).isNotDone();
            assertThat(store.head(new JournalKey("t", "k", "a"))).isEmpty();
            assertThat(refusal(append(store, "a", 1, 10)).kind()).isEqualTo(Kind.CONFLICT);
            disk.open();
            assertThat(first.get()).isEqualTo(1);
            assertThat(second.get()).isEqualTo(2);
        }
    }

    @Test
    void theQueueIsBoundedInRecordsAndBytesAndOpensAgain() throws Exception {
        GatedDirectory disk = new GatedDirectory();
        try (FileCheckpointStore store = Stores.open(disk, TIGHT)) {
            disk.shut();
            List<CompletableFuture<Long>> taken = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                taken.add(append(store, "r" + i, 0, 1));
            }
            CheckpointException full = refusal(append(store, "r8", 0, 1));
            assertThat(full.kind()).isEqualTo(Kind.OVERLOADED);
            assertThat(full.retryAfter().orElseThrow()).isGreaterThan(Duration.ZERO);
            disk.open();
            CompletableFuture.allOf(taken.toArray(CompletableFuture[]::new)).get();

            disk.shut();
            taken.clear();
            for (int i = 0; i < 3; i++) {
                taken.add(append(store, "b" + i, 0, 1024));
            }
            assertThat(refusal(append(store, "b3", 0, 1024)).kind()).isEqualTo(Kind.OVERLOADED);
            disk.open();
            CompletableFuture.allOf(taken.toArray(CompletableFuture[]::new)).get();
            assertThat(append(store, "b3", 0, 1024).get()).isEqualTo(1);
        }
    }

    @Test
    void whenAForceFailsEverythingBehindItFailsToo() throws Exception {
        GatedDirectory disk = new GatedDirectory();
        try (FileCheckpointStore store = Stores.open(disk, TIGHT)) {
            assertThat(append(store, "a", 0, 10).get()).isEqualTo(1);
            disk.shut();
            List<CompletableFuture<Long>> doomed = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                doomed.add(append(store, "a", i + 1, 10));
            }
            disk.failNext();
            disk.open();
            for (CompletableFuture<Long> answer : doomed) {
                assertThat(refusal(answer).kind()).isEqualTo(Kind.UNAVAILABLE);
            }
            assertThat(refusal(append(store, "b", 0, 1))).hasMessageContaining("read-only");
            assertThat(store.read(new JournalKey("t", "k", "a"), 1, 10)).hasSize(1);
        }
    }

    @Test
    void aCallbackThatBlocksDoesNotStopTheCommitter() throws Exception {
        GatedDirectory disk = new GatedDirectory();
        try (FileCheckpointStore store = Stores.open(disk, TIGHT)) {
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            disk.shut(); // so that the callback is there before the answer
            append(store, "a", 0, 1)
                    .thenAccept(
                            sequence -> {
                                blocked.countDown();
                                await(release);
                            });
            disk.open();
            await(blocked);
            append(store, "b", 0, 1);
            JournalKey b = new JournalKey("t", "k", "b");
            while (store.head(b).isEmpty()) {
                Thread.onSpinWait(); // until it is durable; the class has a time limit
            }
            release.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void boundsAreCheckedBeforeAnythingIsQueued() throws Exception {
        try (FileCheckpointStore store = Stores.open(new Disk(), TIGHT)) {
            CheckpointException tooLarge = refusal(append(store, "a", 0, 1025));
            assertThat(tooLarge.kind()).isEqualTo(Kind.INVALID);
            assertThat(tooLarge).hasMessageContaining("record has 1,025, at most 1,024");
            List<Append.Entry> many = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                many.add(new Append.Entry(RecordType.ADMIT, new byte[1000]));
            }
            JournalKey key = new JournalKey("t", "k", "a");
            Append group = Append.of(key, 0, store.epoch(), many, new byte[0]);
            assertThat(refusal(store.append(group).toCompletableFuture()).kind())
                    .isEqualTo(Kind.INVALID);
        }
    }

    @Test
    void afterClosingEverythingIsUnavailable() throws Exception {
        FileCheckpointStore store = Stores.open(new Disk(), TIGHT);
        store.close();
        store.close();
        assertThat(refusal(append(store, "a", 0, 1)).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void metersCountWhatHappens() throws IOException {
        InMemoryMetricReader reader = InMemoryMetricReader.create();
        OpenTelemetry telemetry =
                OpenTelemetrySdk.builder()
                        .setMeterProvider(
                                SdkMeterProvider.builder().registerMetricReader(reader).build())
                        .build();
        try (FileCheckpointStore store =
                FileCheckpointStore.open(
                        new Disk(), TIGHT, TickClock.system(), new LogMeters(telemetry))) {
            append(store, "a", 0, 1).join();
            append(store, "a", 1, 1).join();
            assertThat(append(store, "a", 1, 1)).isCompletedExceptionally();
            CompletableFuture.allOf(append(store, "b", 0, 1)).join();
        }
        assertThat(reader.collectAllMetrics())
                .extracting(metric -> metric.getName())
                .contains(
                        "demijohn.log.appended.records",
                        "demijohn.log.appended.bytes",
                        "demijohn.log.commit.groups",
                        "demijohn.log.fsync.duration",
                        "demijohn.log.refused")
                .doesNotContain("demijohn.log.journals"); // closed with the store
    }
}
