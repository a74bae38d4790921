package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.itests.support.Distribution;
import io.demijohn.itests.support.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the distribution is like before anybody has configured anything. */
@ExtendWith(Shared.class)
class DefaultsIT {

    private static final String LISTENING = "0A";
    private static final List<String> USUAL =
            List.of("karaf:karaf", "admin:admin", "karaf:", "smx:smx", "admin:karaf", "admin:");

    private final Node node;

    DefaultsIT(Node node) {
        this.node = node;
    }

    @Test
    void noPasswordIsInTheDistribution() throws Exception {
        Case.run(
                node,
                "E1",
                "users, keys and passwords in the archive, and usual logins",
                "none; encrypted in the data folder; every usual login fails",
                () -> {
                    for (String file : List.of("users.properties", "keys.properties")) {
                        Properties users = properties(Distribution.home().resolve("etc"), file);
                        assertThat(users.stringPropertyNames())
                                .as(file)
                                .allMatch(name -> name.startsWith("_g_"));
                    }
                    Properties ours = properties(node.platform.etc(), "users.properties");
                    ours.stringPropertyNames().stream()
                            .filter(name -> !name.startsWith("_g_"))
                            .forEach(
                                    name ->
                                            assertThat(ours.getProperty(name))
                                                    .startsWith("{CRYPT}"));
                    assertThat(properties(node.platform.etc(), "org.apache.karaf.jaas.cfg"))
                            .containsEntry("encryption.enabled", "true")
                            .containsEntry("encryption.algorithm", "bcrypt");
                    for (String login : USUAL) {
                        String user = login.substring(0, login.indexOf(':'));
                        String password = login.substring(user.length() + 1);
                        assertThatThrownBy(() -> new Terminal(node.platform, user, password))
                                .as(login)
                                .isNotNull();
                    }
                    return "no user, no key; " + USUAL.size() + " logins refused";
                });
    }

    @Test
    void everythingListensOnLoopback() throws Exception {
        Case.run(
                node,
                "E1",
                "the sockets that the process listens on",
                "loopback only: HTTP, SSH, JMX twice; no shutdown port",
                () -> {
                    List<String> listeners = listeners();
                    assertThat(listeners)
                            .hasSize(4)
                            .allMatch(each -> each.startsWith("127.0.0.1:"));
                    assertThat(listeners)
                            .contains(
                                    "127.0.0.1:" + node.port(),
                                    "127.0.0.1:" + node.platform.sshPort(),
                                    "127.0.0.1:" + node.platform.jmxPort(),
                                    "127.0.0.1:" + (node.platform.jmxPort() + 1));
                    return listeners.size() + " ports, all on 127.0.0.1";
                });
    }

    /** From the kernel's table, by the inodes among the process's descriptors. */
    private List<String> listeners() throws IOException {
        Path process = Path.of("/proc", String.valueOf(node.platform.process().pid()));
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            descriptors.forEach(each -> socket(each).ifPresent(inodes::add));
        }
        List<String> found = new ArrayList<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : Files.readAllLines(process.resolve(table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > 9
                        && columns[3].equals(LISTENING)
                        && inodes.contains(columns[9])) {
                    found.add(address(columns[1]));
                }
            }
        }
        return found;
    }

    private static java.util.Optional<String> socket(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("socket:[")
                    ? java.util.Optional.of(target.substring(8, target.length() - 1))
                    : java.util.Optional.empty();
        } catch (IOException closedMeanwhile) {
            return java.util.Optional.empty();
        }
    }

    /** Words of four bytes, each with its lowest byte first. */
    private static String address(String hex) throws IOException {
        int colon = hex.indexOf(':');
        byte[] bytes = HexFormat.of().parseHex(hex.substring(0, colon));
        byte[] turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            turned[i] = bytes[i / 4 * 4 + 3 - i % 4];
        }
        // Java's address of an IPv4 address within IPv6 is the former.
        return InetAddress.getByAddress(turned).getHostAddress()
                + ":"
                + Integer.parseInt(hex.substring(colon + 1), 16);
    }

    @Test
    void filesAreTheirOwners() throws Exception {
        Case.run(
                node,
                "E1",
                "modes of the data folder, deploy/, keys, users and the checkpoint log",
                "700 and 600",
                () -> {
                    for (String folder : List.of("", "etc", "deploy", "data")) {
                        assertThat(mode(folder)).as(folder).isEqualTo("rwx------");
                    }
                    for (String file :
                            List.of(
                                    "etc/users.properties",
                                    "etc/keys.properties",
                                    "etc/shell.key",
                                    "etc/demijohn.keys",
                                    "etc/secrets/MOCK")) {
                        assertThat(mode(file)).as(file).isEqualTo("rw-------");
                    }
                    assertThat(mode("data/demijohn")).isEqualTo("rwx------");
                    return "4 folders 700, 5 files 600, the log's folder 700";
                });
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(node.platform.data().resolve(name)));
    }

    @Test
    void nothingIsInstalledThatOpensADoor() throws Exception {
        Case.run(
                node,
                "E1",
                "features and bundles; SFTP over the shell's port; settings of SSH and JMX",
                "no web console, hawtio, jolokia, servlet container; SFTP refused",
                () -> {
                    try (Terminal shell = new Terminal(node.platform)) {
                        String all =
                                shell.run("feature:list -i --no-format")
                                        + shell.run("bundle:list -t 0 -s --no-format");
                        assertThat(all.toLowerCase(java.util.Locale.ROOT))
                                .contains("demijohn")
                                .doesNotContain("webconsole", "hawtio", "jolokia", "pax-web")
                                .doesNotContain("javax.servlet", "obr", "wrap ");
                        assertThat(shell.speaksSftp()).isFalse();
                    }
                    assertThat(properties(Distribution.home().resolve("etc"), "custom.properties"))
                            .containsEntry("karaf.shutdown.port", "-1");
                    assertThat(
                                    properties(
                                            Distribution.home().resolve("etc"),
                                            "org.apache.karaf.shell.cfg"))
                            .containsEntry("sshHost", "127.0.0.1")
                            .containsEntry("sftpEnabled", "false");
                    return "none of them; SFTP refused";
                });
    }

    private static Properties properties(Path folder, String file) {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(folder.resolve(file), StandardCharsets.UTF_8)) {
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
