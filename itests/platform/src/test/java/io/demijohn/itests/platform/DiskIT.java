package io.demijohn.itests.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.itests.support.Api;
import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Distribution;
import io.demijohn.itests.support.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The disk of the log fails under runs: it is full, cannot be written, does not make durable, is
 * slow. What was acknowledged is there afterwards; what cannot be done is refused with a reason.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DiskIT {

    private static final int CALLERS = 8;
    private static final int QUEUE = 24;
    private static final int SAMPLES = 60;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Pattern QUEUED =
            Pattern.compile("(?m)^demijohn_log_queue_records(?:\\{.*\\})? (\\d+)");

    private static Path folder;
    private static SmallDisk disk;
    private static Platform platform;

    @BeforeAll
    static void start() throws IOException {
        folder = Distribution.newFolder("disk");
        disk = new SmallDisk(folder, 24);
        platform = new Platform(folder.resolve("node")).start();
        Files.writeString(
                platform.etc().resolve("io.demijohn.storage.filesystem.cfg"),
                "directory = %s\n".formatted(journal())
                        + "segment.bytes = 1048576\n"
                        + "record.max.bytes = 262144\n"
                        + "queue.bytes = 4194304\n"
                        + "queue.records = %d\n".formatted(QUEUE));
        Await.until(DiskIT::segments, files -> !files.isEmpty());
        ready();
    }

    @AfterAll
    static void stop() {
        platform.close();
        disk.close();
    }

    /** A case that failed half way must not be the next one's fault. */
    @BeforeEach
    void beReady() {
        if (!isReady()) {
            platform.kill();
            platform.start();
            ready();
        }
    }

    private static Path journal() {
        return disk.root().resolve("journal");
    }

    private static List<Path> segments() {
        if (!Files.isDirectory(journal())) {
            return List.of();
        }
        try (var files = Files.list(journal())) {
            return files.filter(file -> file.toString().endsWith(".log")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFullDiskIsSaidAndNothingIsLostAndItGoesOn() {
        try (RecordingLoad load = flowing()) {
            disk.fill();
            long millis = saidSoon(load);
            assertThat(platform.shell("demijohn:doctor")).containsIgnoringCase("space");
            disk.free();
            ready();
            int before = load.ended();
            Await.until(load::ended, ended -> ended > before + CALLERS);
            finish("full disk", "not ready at once; by itself when there is space", load, millis);
        }
    }

    @Test
    void aDiskThatCannotBeWrittenIsSaidAndNothingIsLost() {
        try (RecordingLoad load = flowing()) {
            disk.becomeReadOnly();
            long millis = saidSoon(load);
            load.stop();
            platform.close();
            disk.repair();
            platform.start();
            finish("read-only file system", "not ready at once; all there later", load, millis);
        }
    }

    @Test
    void afterAForceThatFailedNothingIsAcknowledgedFromThatFile() {
        try (RecordingLoad load = flowing()) {
            long millis;
            List<String> calls;
            try (Strace strace = strace("error=EIO:when=20")) {
                millis = saidSoon(load);
                refusals(load, 2 * CALLERS); // answers from before may still be on their way
                int accepted = load.accepted();
                refusals(load, 4 * CALLERS);
                assertThat(load.accepted()).isEqualTo(accepted);
                calls = strace.calls();
            }
            assertNotForcedAgain(calls);
            load.stop();
            platform.kill();
            platform.start();
            finish("fsync fails once", "nothing more acknowledged; all there", load, millis);
        }
    }

    private static Strace strace(String what) {
        return new Strace(folder, platform.process(), "fdatasync:" + what);
    }

    private static void refusals(RecordingLoad load, int more) {
        int refused = load.refused();
        Await.until(load::refused, now -> now >= refused + more);
    }

    private static void assertNotForcedAgain(List<String> calls) {
        String failed =
                calls.stream().filter(call -> call.contains("INJECTED")).findFirst().orElseThrow();
        String file = failed.substring(failed.indexOf('<') + 1, failed.indexOf('>'));
        assertThat(file).endsWith(".log");
        assertThat(calls.subList(calls.indexOf(failed) + 1, calls.size()))
                .as("forces of a file whose force has failed")
                .noneMatch(call -> call.contains(file));
    }

    /**
     * What does not fit the log's queue waits in front of it, or is refused with a time to wait.
     */
    @Test
    void aSlowDiskFillsABoundedQueueAndNothingIsLost() {
        try (RecordingLoad load = new RecordingLoad(platform.api(), 8 * CALLERS)) {
            long most = 0;
            try (Strace strace = strace("delay_enter=500000")) {
                int accepted = load.accepted();
                for (int i = 0; i < SAMPLES; i++) {
                    most = Math.max(most, queued());
                }
                Await.until(load::accepted, now -> now > accepted + CALLERS);
                assertThat(strace.calls()).isNotEmpty();
            }
            assertThat(most).isBetween(1L, (long) QUEUE);
            int before = load.ended();
            Await.until(load::ended, ended -> ended > before + 10 * CALLERS);
            assertThat(load.stop().dishonest()).isEmpty();
            assertThat(load.missing()).isEmpty();
            row(
                    "fsync takes 500 ms",
                    "at most " + QUEUE + " records queued; nothing lost; recovers",
                    "at most %d queued; %s; 0 missing".formatted(most, load));
        }
    }

    /** Callers whose first runs have ended. */
    private static RecordingLoad flowing() {
        RecordingLoad load = new RecordingLoad(platform.api(), CALLERS);
        Await.until(load::ended, ended -> ended > 3 * CALLERS);
        return load;
    }

    /** Waits for the first refusal and then for the health check; returns milliseconds between. */
    private static long saidSoon(RecordingLoad load) {
        int before = load.refused();
        Await.until(load::refused, refused -> refused > before);
        long begun = System.nanoTime();
        Await.until(DiskIT::isReady, ready -> !ready);
        long millis = (System.nanoTime() - begun) / 1_000_000;
        assertThat(millis).isLessThan(SOON.toMillis());
        return millis;
    }

    private static void finish(String fault, String expected, RecordingLoad load, long millis) {
        ready();
        assertThat(load.stop().dishonest()).isEmpty();
        assertThat(load.missing()).isEmpty();
        row(fault, expected, "not ready %d ms after; %s; 0 missing".formatted(millis, load));
    }

    private static void row(String fault, String expected, String seen) {
        System.out.printf("DiskIT | %s | %s | %s%n", fault, expected, seen);
    }

    private static void ready() {
        Await.until(DiskIT::isReady, ready -> ready);
    }

    /** As a load balancer sees it, with the reason in the store's own check. */
    private static boolean isReady() {
        HttpResponse<String> answer = platform.api().exchange("GET", "/health/ready", "");
        var checks = Api.json(answer.body()).get("checks");
        boolean down =
                StreamSupport.stream(checks.spliterator(), false)
                        .filter(check -> check.get("name").asText().equals("checkpoint-store"))
                        .anyMatch(check -> check.get("status").asText().equals("DOWN"));
        assertThat(answer.statusCode()).isIn(200, 503);
        assertThat(down && answer.statusCode() == 200).as("ready without a log").isFalse();
        return answer.statusCode() == 200;
    }

    private static long queued() {
        String metrics = platform.api().exchange("GET", "/metrics", "").body();
        Matcher value = QUEUED.matcher(metrics);
        assertThat(value.find()).as("the queue's length in %s", metrics).isTrue();
        return Long.parseLong(value.group(1));
    }
}
