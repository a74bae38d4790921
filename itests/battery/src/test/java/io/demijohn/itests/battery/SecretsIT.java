package io.demijohn.itests.battery;

import io.demijohn.itests.support.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Planted secrets, looked for wherever somebody may look. */
@ExtendWith(Shared.class)
class SecretsIT {

    private static final List<String> COMMANDS =
            List.of(
                    "config:list",
                    "config:property-list --pid io.demijohn.provider.openai~mock",
                    "shell:history",
                    "shell:info",
                    "shell:env",
                    "shell:set",
                    "shell:threads",
                    "shell:threads --dump",
                    "log:display -n 5000",
                    "log:exception-display",
                    "bundle:headers",
                    "bundle:services",
                    "bundle:diag",
                    "service:list",
                    "scr:components",
                    "scr:list",
                    "system:property",
                    "system:framework",
                    "jaas:realm-list",
                    "llm:list",
                    "llm:list --json",
                    "llm:test mock",
                    "tool:list --json",
                    "tool:call ledger '{\"wrong\":1}'",
                    "agent:show --json mocked",
                    "demijohn:info --json",
                    "demijohn:doctor --json");
    private static final List<String> PATHS =
            List.of(
                    "/metrics",
                    "/openapi.json",
                    "/admin/openapi.json",
                    "/admin/models",
                    "/admin/tools",
                    "/admin/agents",
                    "/v1/models",
                    "/health/ready",
                    "/info",
                    "/threads/nobody",
                    "/nothing");

    private final Node node;

    SecretsIT(Node node) {
        this.node = node;
    }

    @Test
    void areNowhere() throws Exception {
        Case.run(
                node,
                "E2",
                "a provider's and a tool's secret, an API key and a password, looked for in "
                        + COMMANDS.size()
                        + " commands, "
                        + PATHS.size()
                        + " answers, errors, a thread dump, logs and the data folder",
                "nowhere but in etc/secrets (a heap dump has them: THREAT_MODEL.md)",
                () -> {
                    try (Terminal shell = new Terminal(node.platform)) {
                        for (String command : COMMANDS) {
                            assertNone(shell.run(command), command);
                        }
                    }
                    for (String path : PATHS) {
                        assertNone(node.platform.api().exchange("GET", path, "").body(), path);
                    }
                    String evil = Requests.chat(false, "evil");
                    assertNone(
                            node.platform
                                    .api()
                                    .exchange("POST", "/v1/chat/completions", evil)
                                    .body(),
                            "a provider's error");
                    assertNone(node.jmx.threadDump(), "the thread dump");
                    return COMMANDS.size()
                            + " commands, "
                            + PATHS.size()
                            + " answers, "
                            + assertNoneInFiles()
                            + " files: none";
                });
    }

    private void assertNone(String text, String where) {
        node.invariants.assertNoSecret(text.replaceAll("\\s", ""), where);
    }

    /** Everything that is written, but the secrets themselves. */
    private int assertNoneInFiles() throws IOException {
        int files = 0;
        try (Stream<Path> all = Files.walk(node.platform.data())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = node.platform.data().relativize(file).toString();
                if (!name.startsWith("etc/secrets/") && !name.startsWith("data/demijohn/")) {
                    files++;
                    assertNone(
                            Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1),
                            name);
                }
            }
        }
        return files;
    }
}
