package io.demijohn.itests.load;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One instance of the distribution in a data folder of its own. */
final class Node implements AutoCloseable {

    private static final int PATIENCE_MINUTES = 5;

    private final Options options;
    private final Path home;
    private final Path data;
    private final int[] ports = {freePort(), freePort(), freePortPair()};
    private String key = "";

    /** Unpacks the archive when that was not done yet, and makes a data folder. */
    Node(Options options, String name) throws IOException {
        this.options = options;
        Path folder = Path.of(options.text("folder")).toAbsolutePath();
        Files.createDirectories(folder);
        home = unpacked(Path.of(options.text("distribution")).toAbsolutePath(), folder);
        data = Files.createTempDirectory(folder, name + "-").resolve("node");
        Files.createDirectories(data);
        command(Map.of(), List.of("cp", "-R", home.resolve("etc").toString(), data + "/etc"));
        set("io.demijohn.gateway.cfg", "idle.timeout", 300);
        set("io.demijohn.gateway.cfg", "max.connections", 15_000);
        for (String setting : options.text("etc").split(";")) {
            if (!setting.isBlank()) {
                String[] parts = setting.strip().split("[:=]", 3);
                set(parts[0], parts[1], parts[2]);
            }
        }
        model("instant", "constant:0", "");
    }

    private static Path unpacked(Path distribution, Path folder) throws IOException {
        if (Files.isDirectory(distribution)) {
            return distribution;
        }
        if (!Files.exists(distribution)) {
            throw new IOException(
                    distribution + " is missing: mvn -pl itests/load verify -DskipITs copies it");
        }
        Path parent = Files.createTempDirectory(folder, "dist");
        command(Map.of(), List.of("tar", "xzf", distribution.toString(), "-C", parent.toString()));
        try (Stream<Path> children = Files.list(parent)) {
            return children.findFirst().orElseThrow();
        }
    }

    /** Sets a line of a file in etc/, which counts from the next start on, or a little later. */
    Node set(String file, String name, Object value) throws IOException {
        Path path = data.resolve("etc").resolve(file);
        List<String> lines =
                new ArrayList<>(Files.exists(path) ? Files.readAllLines(path) : List.of());
        lines.removeIf(line -> line.startsWith(name + " ") || line.startsWith(name + "="));
        lines.add(name + " = " + value);
        Files.write(path, lines);
        return this;
    }

    /** Adds a simulated model, and with the next start an agent of its name. */
    Node model(String name, String latency, String more) throws IOException {
        Files.writeString(
                data.resolve("etc/io.demijohn.provider.simulated-" + name + ".cfg"),
                "name = " + name + "\nfirst.token.latency = " + latency + "\n" + more);
        return this;
    }

    /** Adds a user's key for a tenant and returns it. */
    String keyFor(String tenant) throws Exception {
        String made = "dj_load_" + tenant;
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(made.getBytes(StandardCharsets.US_ASCII));
        Path keys = data.resolve("etc/demijohn.keys");
        Files.writeString(
                keys,
                Files.readString(keys)
                        + "%1$s = %1$s;sha256:%2$s;user%n"
                                .formatted(tenant, HexFormat.of().formatHex(hash)));
        Await.until(() -> status(made) == 200);
        return made;
    }

    private int status(String withKey) {
        return ask("GET", "/threads/" + java.util.UUID.randomUUID(), withKey, "").status() == 404
                ? 200
                : 0;
    }

    /** Starts and waits until it is ready. */
    Node start() throws IOException {
        Path keyFile = data.resolveSibling("key");
        demijohn(
                "start",
                "--port",
                "" + ports[0],
                "--ssh-port",
                "" + ports[1],
                "--jmx-port",
                "" + ports[2],
                "--api-key-file",
                keyFile.toString());
        key = Files.readString(keyFile).strip();
        return this;
    }

    /** Makes an agent that asks one model and waits as long as it takes. */
    Node agent(String model, String more) {
        String body = "{\"name\":\"%s\",\"model\":\"%s\"%s}".formatted(model, model, more);
        Await.until(() -> ask("POST", "/admin/agents", key, body).status() < 300);
        return this;
    }

    Answer ask(String method, String path, String withKey, String json) {
        try (Wire wire = new Wire(ports[0])) {
            return wire.exchange(ResponseReader.request(method, path, withKey, json));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    String demijohn(String command, String... more) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(home.resolve("bin/demijohn").toString());
        line.add(command);
        line.add("--data");
        line.add(data.toString());
        line.addAll(List.of(more));
        return command(environment(), line);
    }

    private Map<String, String> environment() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("JAVA_HOME", options.text("java"));
        all.put("JAVA_MAX_MEM", options.text("heap"));
        all.put("EXTRA_JAVA_OPTS", options.text("jvm"));
        return all;
    }

    long pid() throws IOException {
        return Long.parseLong(Files.readString(data.resolve("demijohn.pid")).strip());
    }

    int port() {
        return ports[0];
    }

    String key() {
        return key;
    }

    Path data() {
        return data;
    }

    /** Lines of its log that are an error. */
    List<String> errors() throws IOException {
        try (Stream<String> lines = Files.lines(data.resolve("data/log/karaf.log"))) {
            return lines.filter(line -> line.contains("| ERROR")).limit(20).toList();
        }
    }

    @Override
    public void close() throws IOException {
        demijohn("stop");
    }

    /** Output goes to a file: a daemon that inherits a pipe would keep it open for ever. */
    static String command(Map<String, String> environment, List<String> line) throws IOException {
        Path out = Files.createTempFile("load", ".out");
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.redirectOutput(out.toFile()).redirectInput(new File("/dev/null"));
        try {
            Process process = builder.start();
            boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
            String text = Files.readString(out);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", line) + " failed:\n" + text);
            }
            return text;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            Files.delete(out);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int freePortPair() {
        while (true) {
            int first = freePort();
            try (var second = new ServerSocket(first + 1, 1, InetAddress.getLoopbackAddress())) {
                return second.getLocalPort() - 1;
            } catch (IOException e) {
                continue; // the neighbour is taken: ask for another
            }
        }
    }
}
