package io.demijohn.itests.crash;

import io.demijohn.itests.crash.outside.CallLog;
import io.demijohn.itests.crash.outside.Outside;
import io.demijohn.itests.support.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The independent process with the model and the tools, which nobody kills. */
final class OutsideProcess implements AutoCloseable {

    private final Process process;
    private final Path log;
    private final int port;

    OutsideProcess(Path folder) {
        log = folder.resolve("calls.log");
        Path portFile = folder.resolve("outside.port");
        try {
            process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx128m",
                                    "-XX:TieredStopAtLevel=1",
                                    // It keeps connections, as the platform does.
                                    "-Dsun.net.httpserver.maxIdleConnections=5000",
                                    "-Dsun.net.httpserver.idleInterval=600",
                                    "-cp",
                                    System.getProperty(
                                            "surefire.test.class.path",
                                            System.getProperty("java.class.path")),
                                    Outside.class.getName(),
                                    log.toString(),
                                    portFile.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("outside.out").toFile())
                            .start();
            Await.until(() -> Files.exists(portFile), there -> there);
            port = Integer.parseInt(Files.readString(portFile).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    List<CallLog.Call> calls() {
        return CallLog.read(log);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
