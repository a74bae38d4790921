package io.demijohn.itests.crash;

import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Command;
import io.demijohn.itests.support.Distribution;
import io.demijohn.itests.support.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A platform with three tenants, whose model and tools are in a process beside it. */
final class Site implements AutoCloseable {

    /** Must never be seen anywhere. */
    static final String SECRET = "sk-CANARY-crash-7d1f";

    private static final List<String> TENANTS = List.of("alpha", "beta", "gamma");

    /** Starting costs much more compiling than running, so only the quick compiler is used. */
    private static final String QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private static final String PARAMETERS =
            "{\"type\":\"object\",\"properties\":{\"job\":{\"type\":\"string\"},\"round\":{\"type\":\"integer\"}},"
                    + "\"required\":[\"job\",\"round\"],\"additionalProperties\":false}";

    private final Path folder;
    private final OutsideProcess outside;
    private final Platform platform;
    private final Map<String, Wire> tenants = new LinkedHashMap<>();

    Site(String name, Path home) {
        Patience.anew();
        folder = Distribution.newFolder(name);
        outside = new OutsideProcess(folder);
        platform = new Platform(folder.resolve("node")).from(home);
        options("");
    }

    /** Options of the JVM for the process to come. */
    Site options(String options) {
        platform.with("EXTRA_JAVA_OPTS", QUICK + " " + options);
        return this;
    }

    /** The first start, with all that clients need. */
    Site furnish() {
        platform.start();
        TENANTS.forEach(this::invite);
        Path etc = platform.etc();
        write(
                etc.resolve("io.demijohn.storage.filesystem.cfg"),
                "record.max.bytes = 131072\nsegment.bytes = 393216\ncompaction.dead.percent = 10\n");
        Path secret = etc.resolve("secrets/OUTSIDE");
        write(secret, SECRET);
        Command.run("chmod", "600", secret.toString()).orFail();
        write(
                etc.resolve("io.demijohn.provider.openai-outside.cfg"),
                "name = outside\nbase.url = "
                        + outside.url("/v1")
                        + "\napi.key = secret:OUTSIDE\n");
        Map.of("pay", "POST", "put", "PUT", "look", "GET")
                .forEach(
                        (tool, method) ->
                                write(
                                        etc.resolve("io.demijohn.tool.http-" + tool + ".cfg"),
                                        tool(tool, method)));
        Await.until(platform::models, names -> names.contains("outside"));
        Await.until(platform::tools, names -> names.containsAll(Set.of("pay", "put", "look")));
        tenants.values().forEach(Site::employ);
        return this;
    }

    private String tool(String name, String method) {
        return "name = %1$s\ndescription = Will %1$s\nmethod = %2$s\nurl = %3$s\nparameters = %4$s\nallow.private.addresses = true\n"
                .formatted(name, method, outside.url("/" + name), PARAMETERS);
    }

    /** Gives a tenant a key; the platform reads it within a second. */
    private void invite(String tenant) {
        String key = "dj_" + sha256(tenant + System.nanoTime());
        append(
                platform.etc().resolve("demijohn.keys"),
                tenant + " = " + tenant + ";sha256:" + sha256(key) + ";admin\n");
        tenants.put(tenant, new Wire("http://127.0.0.1:" + platform.port(), key));
    }

    private static void employ(Wire tenant) {
        String clerk =
                "{\"name\":\"clerk\",\"model\":\"outside\",\"tools\":[\"pay\",\"put\",\"look\"]}";
        Patience.until(
                "POST /admin/agents",
                () -> tenant.post("/admin/agents", clerk).statusCode() == 201 ? true : null);
    }

    Map<String, Wire> tenants() {
        return tenants;
    }

    Wire tenant(String name) {
        return tenants.get(name);
    }

    Platform platform() {
        return platform;
    }

    OutsideProcess outside() {
        return outside;
    }

    Path folder() {
        return folder;
    }

    /** Whether the process has ended by itself, which a halt at an exact point is. */
    boolean isDead() {
        try {
            Path pid = platform.data().resolve("demijohn.pid");
            return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                    .map(process -> !process.isAlive())
                    .orElse(true);
        } catch (IOException e) {
            return true;
        }
    }

    /** The end of the log, for a failure that it may explain. */
    String lastWords() {
        List<String> lines = platform.log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    /** A stack trace of every thread, and the log. */
    String everythingPrinted() {
        String pid = String.valueOf(platform.process().pid());
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return platform.log() + Command.run(jcmd, pid, "Thread.print").output();
    }

    /** Nobody needs it any more, so it may as well be killed. */
    @Override
    public void close() {
        outside.close();
        if (!isDead()) {
            platform.kill();
        }
    }

    private static void write(Path file, String text) {
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

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
