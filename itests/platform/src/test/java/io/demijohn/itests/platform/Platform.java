package io.demijohn.itests.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One instance of the distribution: a data folder, and a process that comes and goes. */
final class Platform implements AutoCloseable {

    private static final Pattern PASSWORD = Pattern.compile("user admin, password (\\S+)");

    private final Path data;
    private final int port = freePort();
    private final int sshPort = freePort();
    private final int jmxPort = freePortPair();
    private final Map<String, String> environment = new HashMap<>();
    private String adminPassword = "";
    private Api api;

    Platform(String name) {
        this(Distribution.newFolder(name).resolve("node"));
    }

    /** An instance in a folder that does not exist yet. */
    Platform(Path data) {
        this.data = data;
        environment.put("JAVA_MAX_MEM", "768m");
    }

    /** Runs this instance on another Java. */
    Platform withJava(Path javaHome) {
        environment.put("JAVA_HOME", javaHome.toString());
        return this;
    }

    /** Sets an environment variable for the process to come. */
    Platform with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Starts it and waits until it is ready. */
    Platform start() {
        Path keyFile = data.resolveSibling("api-key");
        Command started =
                demijohn(
                                "start",
                                "--port",
                                String.valueOf(port),
                                "--ssh-port",
                                String.valueOf(sshPort),
                                "--jmx-port",
                                String.valueOf(jmxPort),
                                "--api-key-file",
                                keyFile.toString())
                        .orFail();
        Matcher password = PASSWORD.matcher(started.output());
        if (password.find()) {
            adminPassword = password.group(1);
        }
        if (api == null) {
            api = new Api("http://127.0.0.1:" + port, read(keyFile).strip());
        }
        return this;
    }

    /** Runs {@code bin/demijohn COMMAND --data ... options} and waits for its end. */
    Command demijohn(String command, String... options) {
        var line = new ArrayList<String>();
        line.add(Distribution.home().resolve("bin/demijohn").toString());
        line.add(command);
        line.add("--data");
        line.add(data.toString());
        line.addAll(List.of(options));
        return Command.run(environment, line);
    }

    /** Runs one command in the shell as the administrator. */
    String shell(String command) {
        return demijohn("shell", command).orFail().output();
    }

    /** Adds a user for the shell and JMX, and returns the password. */
    String addUser(String name, String role) {
        return demijohn("user", name, role).orFail().output().strip();
    }

    /** Kills the process as a power failure would. */
    void kill() {
        process().destroyForcibly();
        process().onExit().join();
    }

    ProcessHandle process() {
        long pid = Long.parseLong(read(data.resolve("demijohn.pid")).strip());
        return ProcessHandle.of(pid).orElseThrow(() -> new AssertionError("no process " + pid));
    }

    Api api() {
        return api;
    }

    /** Names of the models that are there. */
    Set<String> models() {
        return names("/admin/models");
    }

    /** Names of the tools that are there. */
    Set<String> tools() {
        return names("/admin/tools");
    }

    private Set<String> names(String path) {
        JsonNode answer = api.get(path);
        var names = new TreeSet<String>();
        answer.findValues("name").forEach(name -> names.add(name.asText()));
        return names;
    }

    Path data() {
        return data;
    }

    Path etc() {
        return data.resolve("etc");
    }

    Path deploy() {
        return data.resolve("deploy");
    }

    int port() {
        return port;
    }

    int sshPort() {
        return sshPort;
    }

    int jmxPort() {
        return jmxPort;
    }

    String adminPassword() {
        return adminPassword;
    }

    /** Everything that was logged so far. */
    String log() {
        return read(data.resolve("data/log/karaf.log"));
    }

    @Override
    public void close() {
        demijohn("stop").orFail();
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
