package io.demijohn.itests.battery;

import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Command;
import io.demijohn.itests.support.Distribution;
import io.demijohn.itests.support.Platform;
import io.demijohn.itests.support.ToolServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * The instance that most cases share: two tenants, a model upstream and a tool server that are
 * ours, and planted secrets. In every build its time limits are short; the drills keep the shipped
 * ones.
 */
final class Node implements Instance, AutoCloseable {

    static final int HEADER_TIMEOUT = Scale.of(3, 20);
    static final int IDLE_TIMEOUT = Scale.of(6, 30);
    static final int WRITE_TIMEOUT = Scale.of(4, 30);
    static final int MAX_CONNECTIONS = Scale.of(700, 10_000);

    /** Of the other tenant, whose data nobody else may see. */
    private static final String OTHER_KEY = "dj_other_0123456789abcdef";

    private static final String OTHER_TEXT = "CANARY-OF-THE-OTHER-TENANT";

    /** Notes what it is told to with a tool, or begins an answer and never ends it. */
    private static final String CLERK =
            """
            {"rules": [
              {"match": "note (\\\\S+)", "turn": 0, "steps": [
                {"tool_calls": [{"name": "ledger", "arguments": {"note": "{{1}}"}}]}]},
              {"match": "note", "turn": 1, "steps": [{"text": "It says: {{results}}"}]},
              {"match": "hang", "steps": [{"text": "one "}, {"hang": true}]}
            ]}
            """;

    final ToolServer tools = new ToolServer();
    final Upstream upstream = new Upstream();
    final Platform platform;
    final Path hosts;
    final Jmx jmx;
    final Ledger ledger;
    final Invariants invariants;

    Node() {
        Path folder = Distribution.newFolder("battery");
        hosts = folder.resolve("hosts");
        platform =
                new Platform(folder.resolve("node"))
                        .with(
                                "EXTRA_JAVA_OPTS",
                                "-Djdk.net.hosts.file="
                                        + hosts
                                        + " -Dsun.net.inetaddr.ttl=0"
                                        + " -Dsun.net.inetaddr.negative.ttl=0");
        write(hosts, "127.0.0.1 localhost " + Command.run("hostname").orFail().output());
        prepare();
        platform.start();
        try {
            plant();
            jmx = new Jmx(platform);
            ledger = new Ledger(this);
            invariants = new Invariants(this, OTHER_KEY, OTHER_TEXT);
            ledger.warmUp();
        } catch (RuntimeException | Error e) {
            platform.close(); // nobody else could
            throw e;
        }
    }

    @Override
    public Vitals vitals() {
        return jmx.vitals();
    }

    @Override
    public Vitals assertHeld(Vitals before) throws IOException {
        return invariants.assertHeld(before);
    }

    int port() {
        return platform.port();
    }

    String key() {
        return platform.api().key();
    }

    /** Configuration that must be there before the first start. */
    private void prepare() {
        Command.run("mkdir", "-p", platform.data().toString()).orFail();
        Command.run("cp", "-R", Distribution.home().resolve("etc").toString(), etc("").toString())
                .orFail();
        set("io.demijohn.gateway.cfg", "request.log = true");
        if (!Scale.FULL) {
            set(
                    "io.demijohn.gateway.cfg",
                    "header.timeout = " + HEADER_TIMEOUT,
                    "idle.timeout = " + IDLE_TIMEOUT,
                    "write.timeout = " + WRITE_TIMEOUT,
                    "max.connections = " + MAX_CONNECTIONS);
        }
    }

    private void plant() {
        Secrets.plant(etc("secrets"));
        write(
                etc("io.demijohn.provider.openai-mock.cfg"),
                "name = mock\nbase.url = " + upstream.url() + "\napi.key = secret:MOCK\n");
        write(
                etc("io.demijohn.tool.http-ledger.cfg"),
                "name = ledger\ndescription = Notes it\nmethod = POST\nurl = "
                        + tools.url("/ledger")
                        + "\n"
                        + "allow.private.addresses = true\n"
                        + "headers = Authorization: secret:LEDGER\n"
                        + "parameters ="
                        + " {\"type\":\"object\",\"properties\":{\"note\":{\"type\":\"string\"}},\"required\":[\"note\"]}\n");
        Path script = platform.data().resolveSibling("clerk.json");
        write(script, CLERK);
        write(
                etc("io.demijohn.provider.simulated-clerk.cfg"),
                "name = clerk\nscript = " + script + "\n");
        append(etc("demijohn.keys"), "other = other;sha256:" + sha256(OTHER_KEY) + ";user\n");
        Await.until(platform::models, names -> names.containsAll(Set.of("mock", "clerk")));
        Await.until(platform::tools, names -> names.contains("ledger"));
        platform.api()
                .post(
                        "/admin/agents",
                        "{\"name\":\"clerk\",\"model\":\"clerk\",\"tools\":[\"ledger\"]}");
        // A description of an agent may be replaced by what a test sends.
        platform.api().post("/admin/agents", "{\"name\":\"victim\",\"model\":\"clerk\"}");
        platform.api()
                .post("/admin/agents", "{\"name\":\"mocked\",\"model\":\"mock\",\"tools\":[]}");
    }

    Path etc(String name) {
        return platform.etc().resolve(name);
    }

    /** Replaces settings of a configuration file and keeps the others. */
    private void set(String file, String... settings) {
        try {
            String text = Files.readString(etc(file));
            for (String setting : settings) {
                String name = setting.substring(0, setting.indexOf(" = "));
                text = text.replaceAll("(?m)^" + name + " = .*$", setting);
            }
            Files.writeString(etc(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        jmx.close();
        platform.close();
        tools.close();
        upstream.close();
    }
}
