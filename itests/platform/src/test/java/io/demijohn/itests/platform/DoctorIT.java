package io.demijohn.itests.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.itests.support.Api;
import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Command;
import io.demijohn.itests.support.Distribution;
import io.demijohn.itests.support.Jars;
import io.demijohn.itests.support.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Ten faults are planted; the doctor finds each and says what to do. The data folder is a small RAM
 * disk of its own, so that it can be nearly full.
 */
class DoctorIT {

    private static final Path DISK = Distribution.newFolder("small-disk");
    private static Platform platform;
    private static ServerSocket occupant;

    @BeforeAll
    static void plant() throws IOException {
        Command.run("mount", "-t", "tmpfs", "-o", "size=700m", "tmpfs", DISK.toString()).orFail();
        platform =
                new Platform(DISK.resolve("node"))
                        .with("EXTRA_JAVA_OPTS", "-XX:-ExitOnOutOfMemoryError")
                        .start();
        assertThat(platform.shell("demijohn:doctor")).doesNotContain("secret").contains("disk");
        // A second loopback address on which the gateway's port is taken.
        occupant = new ServerSocket(platform.port(), 1, InetAddress.getByName("127.0.0.2"));
        write(
                "io.demijohn.provider.openai-nosecret.cfg",
                "name = nosecret\nbase.url = http://127.0.0.1:"
                        + platform.port()
                        + "/v1\n"
                        + "api.key = secret:NOWHERE\n");
        write(
                "io.demijohn.provider.openai-away.cfg",
                "name = away\nbase.url = http://127.0.0.1:" + Platform.freePort() + "/v1\n");
        write(
                "io.demijohn.provider.openai-typed.cfg",
                "name = typed\nbase.url = http://127.0.0.1:"
                        + platform.port()
                        + "/v1\n"
                        + "idle.timeout.ms = soon\n");
        write("io.demijohn.gateway.cfg", "host = 127.0.0.2\n");
        Jars.write(
                platform.deploy().resolve("lonely.jar"),
                "org.example.lonely",
                Map.of("Require-Capability", "org.example.companion"));
        Jars.write(
                platform.deploy().resolve("packageless.jar"),
                "org.example.packageless",
                Map.of("Import-Package", "org.example.jug"));
        // A feature that has the package, in a repository that is known and not installed from.
        Path jug = DISK.resolve("jug.jar");
        Jars.write(jug, "org.example.jug", Map.of("Export-Package", "org.example.jug"));
        Path repository = DISK.resolve("features.xml");
        Files.writeString(
                repository,
                "<features name=\"jug\" xmlns=\"http://karaf.apache.org/xmlns/features/v1.6.0\">"
                        + "<feature name=\"jug\" version=\"1\"><bundle>"
                        + jug.toUri()
                        + "</bundle></feature></features>");
        platform.shell("feature:repo-add " + repository.toUri());
        Path future = Files.createFile(platform.data().resolve("data/from-the-future"));
        Files.setLastModifiedTime(future, FileTime.from(Instant.now().plus(Duration.ofDays(1))));
    }

    @AfterAll
    static void clear() throws IOException {
        occupant.close();
        platform.close();
        Command.run("umount", DISK.toString()).orFail();
    }

    @Test
    void findsEachFaultAndSaysWhatToDo() {
        List<JsonNode> findings = findingsWith("cannot listen", "lonely", "feature:install jug");
        assertFinding(findings, "nosecret.cfg", "NOWHERE", "etc/secrets/NOWHERE");
        assertFinding(findings, "away.cfg", "cannot be reached", "check base.url");
        assertFinding(findings, "typed.cfg", "idle.timeout.ms", "correct idle.timeout.ms");
        assertFinding(findings, "http", "cannot listen on 127.0.0.2", "--port");
        assertFinding(findings, "org.example.lonely", "org.example.companion", "install");
        assertFinding(
                findings, "org.example.packageless", "org.example.jug", "feature:install jug");
        assertFinding(findings, "clock", "a data file is from", "set the machine's clock");
        assertFinding(findings, "disk", "MiB are free", "free space");
        assertFinding(findings, "java", "ExitOnOutOfMemoryError", "bin/demijohn");
        // A second, read-only view of the folder over it: what is open already stays open.
        String data = platform.data().resolve("data").toString();
        Command.run("mount", "--bind", data, data).orFail();
        Command.run("mount", "-o", "remount,bind,ro", data).orFail();
        List<JsonNode> readOnly = doctor();
        Command.run("umount", data).orFail();
        assertFinding(readOnly, "data folder", "cannot be written", "make it writable");
    }

    /** The files are picked up one after another, some seconds apart. */
    private static List<JsonNode> findingsWith(String... faults) {
        return Await.until(
                DoctorIT::doctor,
                findings -> Stream.of(faults).allMatch(findings.toString()::contains));
    }

    private static List<JsonNode> doctor() {
        String output = platform.shell("demijohn:doctor --json");
        JsonNode rows = Api.json(output.substring(output.indexOf('[')));
        return StreamSupport.stream(rows.spliterator(), false).toList();
    }

    private static void assertFinding(
            List<JsonNode> findings, String about, String fault, String fix) {
        assertThat(findings)
                .anySatisfy(
                        finding -> {
                            assertThat(finding.get("about").asText()).contains(about);
                            assertThat(finding.get("fault").asText()).contains(fault);
                            assertThat(finding.get("fix").asText()).contains(fix).isNotBlank();
                        });
    }

    private static void write(String file, String text) throws IOException {
        Files.writeString(platform.etc().resolve(file), text);
    }
}
