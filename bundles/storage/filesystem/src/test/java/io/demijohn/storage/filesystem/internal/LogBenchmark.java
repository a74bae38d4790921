package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Durable appends per second by concurrent writers, each waiting for its answer, against the same
 * bytes in a raw file with group commit. Rounds of the log and of the two floors alternate, so that
 * a noisy machine is noisy for all.
 *
 * <pre>java -cp ... io.demijohn.storage.filesystem.internal.LogBenchmark DIRECTORY [SECONDS]</pre>
 */
final class LogBenchmark {

    private static final int RECORD = 4096;
    private static final int ROUNDS = 3;
    private static final int[] WRITERS = {1, 16, 256};

    /** One append by one writer. */
    private interface Target extends AutoCloseable {
        CompletionStage<Long> append(int writer, long sequence);
    }

    private static final class Result {
        final List<Double> rates = new ArrayList<>();
        final Histogram nanos = new Histogram(60_000_000_000L, 3);

        double median() {
            return rates.stream().sorted().skip(rates.size() / 2).findFirst().orElseThrow();
        }
    }

    private LogBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        Files.createDirectories(directory);
        byte[] body = new byte[RECORD];
        new Random(1).nextBytes(body);
        System.out.println("writers | target        | appends/s | p50 us | p99 us | of growing");
        for (int writers : WRITERS) {
            Result log = new Result();
            Result growing = new Result();
            Result filled = new Result();
            for (int round = 0; round <= ROUNDS; round++) { // the first one warms up
                round(log(directory.resolve("log"), body), writers, seconds, round, log);
                round(raw(directory.resolve("raw"), body, 0), writers, seconds, round, growing);
                round(raw(directory.resolve("raw"), body, 256), writers, seconds, round, filled);
                delete(directory.resolve("log"));
                delete(directory.resolve("raw"));
            }
            print(writers, "log", log, growing);
            print(writers, "raw, growing", growing, growing);
            print(writers, "raw, filled", filled, growing);
        }
    }

    private static void print(int writers, String name, Result result, Result floor) {
        System.out.printf(
                "%7d | %-13s | %9.0f | %6d | %6d | %.2f%n",
                writers,
                name,
                result.median(),
                result.nanos.getValueAtPercentile(50) / 1000,
                result.nanos.getValueAtPercentile(99) / 1000,
                result.median() / floor.median());
    }

    private static Target log(Path path, byte[] body) throws IOException {
        FileCheckpointStore store = Stores.onDisk(path);
        List<Append.Entry> entries = List.of(new Append.Entry(RecordType.MODEL_RESULT, body));
        byte[] head = new byte[64];
        return new Target() {
            @Override
            public CompletionStage<Long> append(int writer, long sequence) {
                JournalKey key = new JournalKey("tenant", "thread", "t" + writer);
                return store.append(Append.of(key, sequence, store.epoch(), entries, head));
            }

            @Override
            public void close() throws IOException {
                store.close();
            }
        };
    }

    private static Target raw(Path path, byte[] body, int filledMebibytes) throws IOException {
        RawLog log = new RawLog(path, filledMebibytes);
        return new Target() {
            @Override
            public CompletionStage<Long> append(int writer, long sequence) {
                return log.append(body);
            }

            @Override
            public void close() throws Exception {
                log.close();
            }
        };
    }

    private static void round(Target target, int writers, int seconds, int round, Result into)
            throws Exception {
        long begun = System.nanoTime();
        long end = begun + seconds * 1_000_000_000L;
        List<Histogram> histograms = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            int writer = w;
            Histogram histogram = new Histogram(60_000_000_000L, 3);
            histograms.add(histogram);
            threads.add(new Thread(() -> write(target, writer, end, histogram)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        double elapsed = (System.nanoTime() - begun) / 1e9;
        target.close();
        if (round > 0) {
            long count = histograms.stream().mapToLong(Histogram::getTotalCount).sum();
            into.rates.add(count / elapsed);
            histograms.forEach(into.nanos::add);
        }
    }

    private static void write(Target target, int writer, long end, Histogram histogram) {
        for (long sequence = 0; System.nanoTime() - end < 0; sequence++) {
            long begun = System.nanoTime();
            target.append(writer, sequence).toCompletableFuture().join();
            histogram.recordValue(System.nanoTime() - begun);
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
