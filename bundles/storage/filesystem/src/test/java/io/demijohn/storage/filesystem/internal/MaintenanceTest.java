package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.Compacted;
import io.demijohn.checkpoint.MaintenanceJob;
import io.demijohn.checkpoint.StoreStatistics;
import io.demijohn.checkpoint.Verification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What an operator can ask for. */
final class MaintenanceTest {

    private static FileCheckpointStore filled(Disk disk) throws IOException {
        FileCheckpointStore store = Stores.small(disk);
        Model model = new Model(new Random(1));
        for (int i = 0; i < 150; i++) {
            model.step(store);
        }
        return store;
    }

    private static <T> T join(MaintenanceJob<T> job) {
        return job.result().toCompletableFuture().join();
    }

    @Test
    void statisticsVerifyAndCompactAgree() throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = filled(disk)) {
            LogMaintenance log = store.maintenance();
            StoreStatistics before = log.statistics();
            assertThat(before.journals()).isPositive();
            assertThat(before.deadBytes()).isPositive();
            assertThat(before.liveBytes() + before.deadBytes()).isLessThan(before.bytes());

            MaintenanceJob<Verification> job = log.verify();
            Verification all = join(job);
            assertThat(job.progress()).isEqualTo(1);
            assertThat(all.damages()).isEmpty();
            assertThat(all.files()).isEqualTo(before.files());
            assertThat(all.records()).isPositive();
            assertThat(all.blobs()).isPositive();

            Compacted compacted = join(log.compact());
            StoreStatistics after = log.statistics();
            assertThat(compacted.files()).isPositive();
            assertThat(compacted.bytesBefore()).isEqualTo(before.bytes());
            assertThat(compacted.bytesAfter()).isEqualTo(after.bytes()).isLessThan(before.bytes());
            assertThat(after.journals()).isEqualTo(before.journals());
        }
    }

    @Test
    void everyDamagedPlaceIsNamed() throws IOException {
        Disk disk = new Disk();
        try (FileCheckpointStore store = filled(disk)) {
            disk.get(Segment.name(1))[9000] ^= 1;
            disk.get(Segment.name(2))[SegmentHeader.LENGTH + 5] ^= 1;
            Verification all = join(store.maintenance().verify());
            assertThat(all.damageCount()).isEqualTo(2);
            assertThat(all.damages().get(0)).contains("0000000001.log:", "t");
            assertThat(all.damages().get(1)).contains("0000000002.log:8192");
        }
    }

    @Test
    void oneJobAtATimeAndItCanBeCancelled() throws IOException {
        Disk disk = new Disk();
        List<Runnable> waiting = new ArrayList<>();
        try (FileCheckpointStore store = filled(disk)) {
            LogCare care = store.care();
            LogMaintenance log =
                    new LogMaintenance(
                            care, store.maintenance()::statistics, Work.UNWATCHED, waiting::add);
            MaintenanceJob<Verification> first = log.verify();
            assertThat(first.progress()).isZero();
            assertThatThrownBy(() -> join(log.compact()))
                    .cause()
                    .isInstanceOfSatisfying(
                            CheckpointException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.OVERLOADED));
            first.cancel();
            waiting.get(0).run();
            assertThatThrownBy(() -> join(first))
                    .satisfiesAnyOf(
                            e -> assertThat(e).isInstanceOf(CancellationException.class),
                            e ->
                                    assertThat(e)
                                            .isInstanceOf(CompletionException.class)
                                            .hasCauseInstanceOf(CancellationException.class));
            log.close();
            assertThatThrownBy(() -> join(log.verify())).hasMessageContaining("closed");
        }
    }
}
