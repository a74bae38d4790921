package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 at random moments, many times on one log. {@code -Ddemijohn.crash.rounds=50
 * -Ddemijohn.seed=N} is the long form.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class CrashTest {

    private static final int ROUNDS = Integer.getInteger("demijohn.crash.rounds", 5);
    private static final long SEED =
            Long.getLong("demijohn.seed", System.nanoTime() % 1_000_000_000);

    @TempDir private Path directory;

    static Process fork(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    @Test
    void whatAKilledProcessAcknowledgedIsThere() throws Exception {
        Random random = new Random(SEED);
        Map<String, TreeMap<Long, String>> acknowledged = new TreeMap<>();
        int lines = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int limit = 1 + random.nextInt(3000);
            Process writer = fork(CrashWriter.class, directory.toString(), "" + random.nextLong());
            lines += killAfter(writer, limit, acknowledged);
            check(acknowledged);
        }
        System.out.printf(
                "%d rounds of kill -9, %d acknowledged records, 0 missing, seed %d%n",
                ROUNDS, lines, SEED);
    }

    /** Kills after some lines; what was printed was acknowledged before. */
    private static int killAfter(
            Process writer, int limit, Map<String, TreeMap<Long, String>> acknowledged)
            throws Exception {
        int lines = 0;
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                writer.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (++lines == limit) {
                    writer.toHandle().destroyForcibly(); // SIGKILL; the pipe stays readable
                }
                String[] parts = line.split(" ");
                if (parts.length == 4) { // the last line may be cut
                    acknowledged
                            .computeIfAbsent(parts[0], id -> new TreeMap<>())
                            .put(Long.parseLong(parts[1]), parts[2]);
                }
            }
        }
        assertThat(writer.waitFor()).as("seed %d", SEED).isNotZero();
        return lines;
    }

    private void check(Map<String, TreeMap<Long, String>> acknowledged) throws IOException {
        try (FileCheckpointStore store = Stores.onDisk(directory)) {
            assertThat(store.report().damages()).as("seed %d", SEED).isEmpty();
            acknowledged.forEach(
                    (id, expected) -> {
                        JournalKey key = new JournalKey("t", "crash", id);
                        Map<Long, String> stored = new TreeMap<>();
                        long floor = store.head(key).orElseThrow().floor();
                        for (JournalRecord record : store.read(key, floor, 1000)) {
                            stored.put(record.sequence(), Ledger.text(record));
                        }
                        assertThat(floor).isGreaterThan(expected.lastKey() - 120);
                        assertThat(stored)
                                .as("seed %d", SEED)
                                .containsAllEntriesOf(expected.tailMap(floor));
                    });
        }
    }
}
