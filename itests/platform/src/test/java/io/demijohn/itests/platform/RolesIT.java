package io.demijohn.itests.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.itests.support.Platform;
import io.demijohn.itests.support.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each role may do in the shell and over JMX, on every supported Java of this machine. */
class RolesIT {

    private static final List<String> FOR_VIEWERS =
            List.of(
                    "bundle:list",
                    "agent:list",
                    "run:list",
                    "run:queue",
                    "llm:list",
                    "breaker:list",
                    "demijohn:info");
    private static final List<String> FOR_MANAGERS =
            List.of(
                    "log:set INFO",
                    "agent:create",
                    "run:cancel x",
                    "run:resolve x retry",
                    "tool:call",
                    "breaker:force",
                    "llm:test");
    private static final List<String> FOR_ADMINISTRATORS =
            List.of(
                    "bundle:install file:/x",
                    "bundle:stop 20",
                    "feature:install wrap",
                    "config:property-set -p a b c",
                    "shell:cat etc/users.properties",
                    "grep a etc/shell.key",
                    "shell:exec id",
                    "shell:source x",
                    "shell:new java.io.File /x",
                    "$.context getBundles",
                    "'a' getClass",
                    "jaas:realm-list",
                    "kar:install file:/x",
                    "agent:delete x",
                    "system:shutdown -f");

    /** The Java of this build, and others with a version that we support. */
    static Stream<Path> javas() throws IOException {
        Path mine = Path.of(System.getProperty("java.home")).toRealPath();
        try (Stream<Path> found =
                Files.isDirectory(Path.of("/usr/lib/jvm"))
                        ? Files.list(Path.of("/usr/lib/jvm"))
                        : Stream.empty()) {
            List<Path> others = found.filter(RolesIT::isSupported).map(RolesIT::real).toList();
            return Stream.concat(Stream.of(mine), others.stream()).distinct().toList().stream();
        }
    }

    private static boolean isSupported(Path home) {
        Path release = home.resolve("release");
        try {
            return Files.isExecutable(home.resolve("bin/java"))
                    && Files.exists(release)
                    && Files.readString(release).matches("(?s).*JAVA_VERSION=\"(17|25)[.\"].*");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("javas")
    void eachRoleMayDoItsOwn(Path java) throws Exception {
        try (Platform platform = new Platform("roles").withJava(java).start()) {
            String viewer = platform.addUser("vera", "viewer");
            String manager = platform.addUser("max", "manager");
            shell(platform, viewer, manager);
            assertThatCode(() -> jmx(platform, "vera", viewer, RolesIT::read))
                    .doesNotThrowAnyException();
            assertRefused(platform, "vera", viewer, RolesIT::collectGarbage);
            assertRefused(platform, "vera", viewer, RolesIT::refreshFeatures);
            assertRefused(platform, "vera", viewer, RolesIT::openCommand);
            assertThatCode(() -> jmx(platform, "max", manager, RolesIT::collectGarbage))
                    .doesNotThrowAnyException();
            assertRefused(platform, "max", manager, RolesIT::refreshFeatures);
            assertRefused(platform, "max", manager, RolesIT::openCommand);
            assertThatCode(
                            () ->
                                    jmx(
                                            platform,
                                            "admin",
                                            platform.adminPassword(),
                                            RolesIT::refreshFeatures))
                    .doesNotThrowAnyException();
            assertRefused(platform, "vera", "wrong", RolesIT::read);
            assertRefused(platform, "karaf", "karaf", RolesIT::read);
        }
    }

    private static void shell(Platform platform, String viewer, String manager) {
        try (Terminal vera = new Terminal(platform, "vera", viewer);
                Terminal max = new Terminal(platform, "max", manager);
                Terminal admin = new Terminal(platform)) {
            FOR_VIEWERS.forEach(command -> assertAllowed(vera, command));
            FOR_MANAGERS.forEach(command -> assertRefused(vera, command));
            FOR_ADMINISTRATORS.forEach(command -> assertRefused(vera, command));
            FOR_MANAGERS.forEach(command -> assertAllowed(max, command));
            FOR_ADMINISTRATORS.stream()
                    .filter(command -> !command.startsWith("bundle:stop"))
                    .forEach(command -> assertRefused(max, command));
            List.of("jaas:realm-list", "shell:cat /dev/null", "shell:exec id", "agent:delete x")
                    .forEach(command -> assertAllowed(admin, command));
        }
        assertThatThrownBy(() -> new Terminal(platform, "vera", "wrong"))
                .hasMessageContaining("authentication");
        assertThatThrownBy(() -> new Terminal(platform, "karaf", "karaf"))
                .hasMessageContaining("authentication");
    }

    private static void assertAllowed(Terminal terminal, String command) {
        assertThat(terminal.run(command))
                .as(command)
                .doesNotContain("not found:")
                .doesNotContain("Insufficient");
    }

    private static void assertRefused(Terminal terminal, String command) {
        assertThat(terminal.run(command)).as(command).containsAnyOf("not found", "Insufficient");
    }

    private static void assertRefused(Platform platform, String user, String password, Deed deed) {
        assertThatThrownBy(() -> jmx(platform, user, password, deed))
                .isInstanceOf(SecurityException.class);
    }

    private static void read(MBeanServerConnection server) throws Exception {
        server.getAttribute(new ObjectName("java.lang:type=Runtime"), "VmName");
    }

    private static void collectGarbage(MBeanServerConnection server) throws Exception {
        server.invoke(new ObjectName("java.lang:type=Memory"), "gc", null, null);
    }

    private static void refreshFeatures(MBeanServerConnection server) throws Exception {
        server.invoke(
                new ObjectName("org.apache.karaf:type=feature,name=demijohn"),
                "refreshRepository",
                new Object[] {"demijohn-0.1.0"},
                new String[] {String.class.getName()});
    }

    /** Would give everybody a command that reads files. */
    private static void openCommand(MBeanServerConnection server) throws Exception {
        String text = String.class.getName();
        server.invoke(
                new ObjectName("org.apache.karaf:type=config,name=demijohn"),
                "setProperty",
                new Object[] {"org.apache.karaf.command.acl.shell", "cat", "viewer"},
                new String[] {text, text, text});
    }

    @FunctionalInterface
    private interface Deed {
        void on(MBeanServerConnection server) throws Exception;
    }

    @SuppressWarnings("BanJNDI") // the address is ours
    private static void jmx(Platform platform, String user, String password, Deed deed)
            throws Exception {
        var url =
                new JMXServiceURL(
                        "service:jmx:rmi:///jndi/rmi://127.0.0.1:"
                                + platform.jmxPort()
                                + "/karaf-demijohn");
        Map<String, ?> login = Map.of(JMXConnector.CREDENTIALS, new String[] {user, password});
        try (JMXConnector connector = JMXConnectorFactory.connect(url, login)) {
            deed.on(connector.getMBeanServerConnection());
        }
    }
}
