package io.demijohn.itests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that has ended.
 *
 * @param line what was run
 * @param status its exit status
 * @param output standard output and error together
 */
public record Command(String line, int status, String output) {

    private static final long MINUTES = 5;

    public static Command run(String... line) {
        return run(Map.of(), List.of(line));
    }

    /** Output goes to a file: a daemon that inherits a pipe would keep it open for ever. */
    public static Command run(Map<String, String> environment, List<String> line) {
        try {
            Path out = Files.createTempFile("command", ".out");
            var builder = new ProcessBuilder(line);
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true).redirectOutput(out.toFile());
            builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
            Process process = builder.start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "%s still runs after %d minutes and has printed:%n%s"
                                .formatted(line, MINUTES, Files.readString(out)));
            }
            String text = Files.readString(out, StandardCharsets.UTF_8);
            Files.delete(out);
            return new Command(String.join(" ", line), process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public Command orFail() {
        if (status != 0) {
            throw new AssertionError(line + "\nended with status " + status + ":\n" + output);
        }
        return this;
    }
}
