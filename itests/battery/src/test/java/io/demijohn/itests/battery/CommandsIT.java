package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.itests.support.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every command that the shell's registry has, tried as each role. */
@ExtendWith(Shared.class)
class CommandsIT {

    private static final Pattern NAME = Pattern.compile("(?m)^ *([a-z0-9]+:[A-Za-z0-9.-]+)(?= |$)");
    private static final List<String> ROLES = List.of("viewer", "manager", "admin");

    private final Node node;

    CommandsIT(Node node) {
        this.node = node;
    }

    @Test
    void eachRoleMayDoItsOwn() throws Exception {
        Map<String, String> rules = rules();
        Case.run(
                node,
                "E2",
                "every command of the shell's registry as viewer, manager and admin",
                "each has a rule (commands.txt); nobody sees or may use one above the own role",
                () -> {
                    String viewer = node.platform.addUser("vera", "viewer");
                    String manager = node.platform.addUser("max", "manager");
                    try (Terminal admin = new Terminal(node.platform);
                            Terminal vera = new Terminal(node.platform, "vera", viewer);
                            Terminal max = new Terminal(node.platform, "max", manager)) {
                        TreeSet<String> registered = registered(admin);
                        assertThat(registered).as("commands.txt").isEqualTo(rules.keySet());
                        int refused = 0;
                        refused += assertRefused("viewer", vera, rules);
                        refused += assertRefused("manager", max, rules);
                        return "%d commands, %d refusals tried"
                                .formatted(registered.size(), refused);
                    }
                });
    }

    private static int assertRefused(String role, Terminal terminal, Map<String, String> rules) {
        TreeSet<String> visible = registered(terminal);
        TreeSet<String> wanted = new TreeSet<>();
        int refused = 0;
        for (Map.Entry<String, String> rule : rules.entrySet()) {
            if (ROLES.indexOf(rule.getValue()) <= ROLES.indexOf(role)) {
                wanted.add(rule.getKey());
            } else {
                refused++;
                assertThat(terminal.run(rule.getKey() + " --help"))
                        .as("%s as %s", rule.getKey(), role)
                        .containsAnyOf("not found", "Insufficient");
            }
        }
        assertThat(wanted).as("what %s may do", role).containsAll(visible);
        return refused;
    }

    /** What the registry has, as far as this user may know. */
    private static TreeSet<String> registered(Terminal terminal) {
        return NAME.matcher(terminal.run("*:help"))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@code scope:command role}, one a line. */
    private static Map<String, String> rules() throws IOException {
        try (InputStream in = CommandsIT.class.getResourceAsStream("/commands.txt")) {
            Map<String, String> rules = new TreeMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> rules.put(line.split(" ")[0], line.split(" ")[1]));
            return rules;
        }
    }
}
