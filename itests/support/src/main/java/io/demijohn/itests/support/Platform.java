package io.demijohn.itests.support;

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
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One instance of the distribution: a data folder, and a process that comes and goes. */
public final class Platform implements AutoCloseable {

    private static final Pattern PASSWORD = Pattern.compile("user admin, password (\\S+)");

    private final Path data;
    private final int port = freePort();
    private final int sshPort = freePort();
    private final int jmxPort = freePortPair();
    private final Map<String, String> environment = new HashMap<>();
    private Path home = Distribution.home();
    private String adminPassword = "";
    private @Nullable Api api;

    public Platform(String name) {
        this(Distribution.newFolder(name).resolve("node"));
    }

    /** An instance in a folder that does not exist yet. */
    public Platform(Path data) {
        this.data = data;
        environment.put("JAVA_MAX_MEM", "768m");
    }

    /** Runs this instance on another Java. */
    public Platform withJava(Path javaHome) {
        environment.put("JAVA_HOME", javaHome.toString());
        return this;
    }

    /** Runs this instance from another copy of the distribution. */
    public Platform from(Path otherHome) {
        home = otherHome;
        return this;
    }

    /** Sets an environment variable for the process to come. */
    public Platform with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Starts it and waits until it is ready. */
    public Platform start() {
        Command started = tryStart().orFail();
        Matcher password = PASSWORD.matcher(started.output());
        if (password.find()) {
            adminPassword = password.group(1);
        }
        if (api == null) {
            api = new Api("http://127.0.0.1:" + port, read(keyFile()).strip());
        }
        return this;
    }

    /** Starts it, which may fail, and waits until it is ready or has ended. */
    public Command tryStart() {
        return demijohn(
                "start",
                "--port",
                String.valueOf(port),
                "--ssh-port",
                String.valueOf(sshPort),
                "--jmx-port",
                String.valueOf(jmxPort),
                "--api-key-file",
                keyFile().toString());
    }

    private Path keyFile() {
        return data.resolveSibling("api-key");
    }

    /** Runs {@code bin/demijohn COMMAND --data ... options} and waits for its end. */
    public Command demijohn(String command, String... options) {
        var line = new ArrayList<String>();
        line.add(home.resolve("bin/demijohn").toString());
        line.add(command);
        line.add("--data");
        line.add(data.toString());
        line.addAll(List.of(options));
        return Command.run(environment, line);
    }

    /** Runs one command in the shell as the administrator. */
    public String shell(String command) {
        return demijohn("shell", command).orFail().output();
    }

    /** Adds a user for the shell and JMX, and returns the password. */
    public String addUser(String name, String role) {
        return demijohn("user", name, role).orFail().output().strip();
    }

    /** Kills the process as a power failure would. */
    public void kill() {
        process().destroyForcibly();
        process().onExit().orTimeout(1, TimeUnit.MINUTES).join();
    }

    public ProcessHandle process() {
        long pid = Long.parseLong(read(data.resolve("demijohn.pid")).strip());
        return ProcessHandle.of(pid).orElseThrow(() -> new AssertionError("no process " + pid));
    }

    public Api api() {
        return Objects.requireNonNull(api, "start() first");
    }

    /** Names of the models that are there. */
    public Set<String> models() {
        return names("/admin/models");
    }

    /** Names of the tools that are there. */
    public Set<String> tools() {
        return names("/admin/tools");
    }

    private Set<String> names(String path) {
        JsonNode answer = api().get(path);
        var names = new TreeSet<String>();
        answer.findValues("name").forEach(name -> names.add(name.asText()));
        return names;
    }

    public Path data() {
        return data;
    }

    public Path etc() {
        return data.resolve("etc");
    }

    public Path deploy() {
        return data.resolve("deploy");
    }

    public int port() {
        return port;
    }

    public int sshPort() {
        return sshPort;
    }

    public int jmxPort() {
        return jmxPort;
    }

    public String adminPassword() {
        return adminPassword;
    }

    /** Everything that was logged so far. */
    public String log() {
        return read(data.resolve("data/log/karaf.log"));
    }

    @Override
    public void close() {
        demijohn("stop").orFail();
    }

    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePortPair() {
        int first = freePort();
        try (var second = new ServerSocket(first + 1, 1, InetAddress.getLoopbackAddress())) {
            return second.getLocalPort() - 1;
        } catch (IOException e) {
            return freePortPair(); // the neighbour is taken: ask for another
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
