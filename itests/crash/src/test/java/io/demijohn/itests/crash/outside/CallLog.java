package io.demijohn.itests.crash.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Calls in the order in which they came, each synced before it has any effect. */
public final class CallLog {

    private final FileChannel file;

    CallLog(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /**
     * A call.
     *
     * @param millis when it came
     * @param kind {@code model}, {@code pay}, {@code put} or {@code look}
     * @param job what the run is about
     * @param round of the model, from 0
     * @param key the idempotency key; {@code -} without one
     */
    public record Call(long millis, String kind, String job, int round, String key) {

        static Call read(String line) {
            String[] parts = line.split(" ", -1);
            return new Call(
                    Long.parseLong(parts[0]),
                    parts[1],
                    parts[2],
                    Integer.parseInt(parts[3]),
                    parts[4]);
        }
    }

    synchronized void write(String kind, String job, int round, String key) {
        String line =
                System.currentTimeMillis()
                        + " "
                        + kind
                        + " "
                        + job
                        + " "
                        + round
                        + " "
                        + key
                        + "\n";
        try {
            file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads what was written down.
     *
     * @param path the file
     * @return the calls in order
     */
    public static List<Call> read(Path path) {
        try {
            return Files.readAllLines(path).stream().map(Call::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
