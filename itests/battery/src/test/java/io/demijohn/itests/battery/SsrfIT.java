package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Command;
import io.demijohn.itests.support.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Addresses that lead a tool, or who writes its configuration, to where it must not go. */
@ExtendWith(Shared.class)
class SsrfIT {

    // A public address that this machine has while these tests run, so that nothing leaves it.
    private static final String PUBLIC = "192.88.98.1";

    private final Node node;
    private final Trap trap = new Trap();
    private final List<Path> files = new ArrayList<>();

    SsrfIT(Node node) {
        this.node = node;
    }

    @BeforeEach
    void addAddress() {
        Command.run("ip", "addr", "add", PUBLIC + "/32", "dev", "lo").orFail();
    }

    @AfterEach
    void clear() throws IOException {
        Command.run("ip", "addr", "del", PUBLIC + "/32", "dev", "lo").orFail();
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        trap.close();
    }

    @Test
    void innerAddresses() throws Exception {
        List<String> hosts = lines("/inner-addresses.txt");
        hosts("127.0.0.1 inner.test", "169.254.169.254 metadata.test");
        hosts(PUBLIC + " mixed.test", "127.0.0.1 mixed.test");
        Case.run(
                node,
                "C1",
                hosts.size() + " spellings of inner addresses as the url of an HTTP tool",
                "refused, nothing connects",
                () -> {
                    for (int i = 0; i < hosts.size(); i++) {
                        tool("ssrf" + i, "http://" + hosts.get(i) + ":" + trap.port() + "/", "");
                    }
                    int refusedAtOnce = settle("ssrf", hosts.size());
                    int refused = 0;
                    try (Terminal shell = new Terminal(node.platform)) {
                        for (int i = 0; i < hosts.size(); i++) {
                            if (node.platform.tools().contains("ssrf" + i)) {
                                String answer = shell.run("tool:call ssrf" + i);
                                assertThat(answer)
                                        .as(hosts.get(i))
                                        .containsAnyOf(
                                                "is not a public address", "cannot be resolved",
                                                "is not known", "no such");
                                refused++;
                            }
                        }
                    }
                    assertThat(refused + refusedAtOnce).isEqualTo(hosts.size());
                    assertThat(trap.caught()).isZero();
                    return "%d refused as configuration, %d when called; 0 connections"
                            .formatted(refusedAtOnce, refused);
                });
    }

    @Test
    void otherSchemesUsersAndLetters() throws Exception {
        List<String> addresses = lines("/bad-addresses.txt");
        Case.run(
                node,
                "C1",
                addresses.size() + " addresses with other schemes, user names, odd letters",
                "the configuration is refused with the field; there is no tool",
                () -> {
                    for (int i = 0; i < addresses.size(); i++) {
                        tool(
                                "scheme" + i,
                                addresses.get(i).replace("\\", "\\\\"),
                                "allow.private.addresses = true\n");
                    }
                    assertThat(settle("scheme", addresses.size())).isEqualTo(addresses.size());
                    return addresses.size() + " refused";
                });
    }

    @Test
    void redirects() throws Exception {
        int[] statuses = {301, 302, 303, 307, 308};
        Case.run(
                node,
                "C1",
                "redirects from a public to an inner address: 301, 302, 303, 307, 308, Refresh",
                "not followed",
                () -> {
                    for (int status : statuses) {
                        tool("redirect" + status, trap.guide(PUBLIC, status), "");
                    }
                    Await.until(
                            node.platform::tools,
                            names ->
                                    names.contains("redirect308") && names.contains("redirect301"));
                    try (Terminal shell = new Terminal(node.platform)) {
                        for (int status : statuses) {
                            assertThat(shell.run("tool:call redirect" + status))
                                    .contains("redirects are not followed");
                        }
                    }
                    assertThat(trap.caught()).isZero();
                    return "none followed; 0 connections";
                });
    }

    @Test
    void namesThatChange() throws Exception {
        int calls = Scale.of(12, 200);
        Case.run(
                node,
                "C1",
                "DNS rebinding: a name that is public or inner by chance at each of "
                        + Scale.text(12, 200)
                        + " calls, and changes during them",
                "the address that was checked is the one connected to",
                () -> {
                    Random random = new Random(42);
                    hosts(PUBLIC + " rebind.test");
                    tool(
                            "rebind",
                            "http://rebind.test:" + trap.port() + "/",
                            "time.limit.ms = 300\n");
                    Await.until(node.platform::tools, names -> names.contains("rebind"));
                    int refused = 0;
                    try (Terminal shell = new Terminal(node.platform)) {
                        for (int i = 0; i < calls; i++) {
                            hosts((random.nextBoolean() ? PUBLIC : "127.0.0.1") + " rebind.test");
                            shell.type("tool:call rebind\r");
                            hosts((random.nextBoolean() ? PUBLIC : "127.0.0.1") + " rebind.test");
                            refused += shell.prompt().contains("not a public address") ? 1 : 0;
                        }
                    }
                    assertThat(refused).isPositive();
                    assertThat(trap.passed()).isPositive();
                    assertThat(trap.caught()).isZero();
                    return "%d refused, %d connections to the public address, 0 inside"
                            .formatted(refused, trap.passed());
                });
    }

    /** What a tool's server sends back is a way in, too. */
    @Test
    void answersThatUnpackToMuch() throws Exception {
        byte[] bomb = FramingIT.gzip(Scale.of(100 << 20, 2_000 << 20));
        Case.run(
                node,
                "A6",
                "a tool's server answers with a compression bomb",
                "never unpacked, cut at max.response.bytes",
                () -> {
                    try (BombServer server = new BombServer(bomb)) {
                        tool("bomb", server.url(), "allow.private.addresses = true\n");
                        Await.until(node.platform::tools, names -> names.contains("bomb"));
                        try (Terminal shell = new Terminal(node.platform)) {
                            int length = shell.run("tool:call bomb").length();
                            assertThat(length).isLessThan(1 << 20);
                            return "%,d bytes packed became %,d characters"
                                    .formatted(bomb.length, length);
                        }
                    }
                });
    }

    /** Waits until each file has made a tool or a complaint; returns how many complaints. */
    private int settle(String prefix, int count) {
        String complaint = "HTTP tool " + prefix;
        return Await.until(
                () -> {
                    long tools =
                            node.platform.tools().stream()
                                    .filter(name -> name.startsWith(prefix))
                                    .count();
                    long wrong =
                            node.platform
                                    .log()
                                    .lines()
                                    .filter(line -> line.contains(complaint))
                                    .filter(line -> line.contains("is not there"))
                                    .map(
                                            line ->
                                                    line.replaceAll(
                                                            ".*" + complaint + "(\\d+).*", "$1"))
                                    .distinct()
                                    .count();
                    return tools + wrong == count ? (int) wrong : -1;
                },
                settled -> settled >= 0);
    }

    private void tool(String name, String url, String more) {
        Path file = node.etc("io.demijohn.tool.http-" + name + ".cfg");
        files.add(file);
        Node.write(file, "name = " + name + "\ndescription = A way in\nurl = " + url + "\n" + more);
    }

    /** Adds to what the platform's resolver reads, or replaces the lines of the same name. */
    private void hosts(String... lines) throws IOException {
        List<String> all = new ArrayList<>(Files.readAllLines(node.hosts));
        String name = lines[0].substring(lines[0].indexOf(' '));
        all.removeIf(line -> line.endsWith(name));
        all.addAll(List.of(lines));
        Path part = node.hosts.resolveSibling("hosts.part");
        Files.write(part, all);
        Files.move(part, node.hosts, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = SsrfIT.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("# "))
                    .toList();
        }
    }
}
