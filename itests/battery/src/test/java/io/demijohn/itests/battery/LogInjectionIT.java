package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.itests.support.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Texts that want to be log lines, lookups or templates, wherever a caller can put them. */
@ExtendWith(Shared.class)
class LogInjectionIT {

    private static final Pattern LINE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z \\| [A-Z]+ +\\| .*");
    private static final Pattern CONTROL =
            Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f\\u0080-\\u009f\\u2028\\u2029]");

    private final Node node;

    LogInjectionIT(Node node) {
        this.node = node;
    }

    @Test
    void textsThatWantToBeLogLines() throws Exception {
        try (Trap trap = new Trap()) {
            Case.run(
                    node,
                    "C6",
                    "CR, LF, ANSI, line separators, ${jndi:…}, ${sys:…}, {{…}} in prompts, names,"
                            + " headers, addresses, user names, and a provider's errors",
                    "one event is one line, nothing is looked up, no control characters",
                    () -> attack(trap));
        }
    }

    private String attack(Trap trap) throws IOException {
        String text =
                "x\r\n2026-01-01T00:00:00.000Z | ERROR | forged | \u001b[31mFORGED\u001b[0m \u2028"
                        + "\u0085 ${jndi:ldap://127.0.0.1:"
                        + trap.port()
                        + "/a} ${sys:java.home} ${env:PATH} {{7*7}} #{7*7} %n%m%throwable {}"
                        + " \u0007";
        String json =
                text.replace("\r", "\\r")
                        .replace("\n", "\\n")
                        .replace("\u001b", "\\u001b")
                        .replace("\u0007", "\\u0007");
        List<String> paths =
                List.of("/runs/wait", "/threads", "/assistants", "/v1/chat/completions");
        List<String> bodies =
                List.of(
                        "{\"assistant_id\":\"%s\",\"input\":{\"messages\":\"x\"}}",
                        "{\"metadata\":{\"%s\":\"%s\"}}",
                        "{\"graph_id\":\"%s\"}",
                        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                        "{\"model\":\"mock\",\"messages\":[{\"role\":\"user\",\"content\":\"evil"
                                + " %s\"}]}",
                        "{\"%s\":1}",
                        "{\"assistant_id\":\"mocked\",\"input\":{\"messages\":\"evil %s\"}}",
                        "{\"name\":\"%s\",\"model\":\"%s\"}");
        int sent = 0;
        for (String path : paths) {
            for (String body : bodies) {
                ask(Requests.post(node, path, body.replace("%s", json)));
                sent++;
            }
        }
        ask(Requests.post(node, "/admin/agents", bodies.get(7).replace("%s", json)));
        for (String header : List.of("x-request-id", "traceparent", "user-agent", "x-api-key")) {
            String value = text.replaceAll("[\r\n\u0007\u2028]", " ");
            ask(
                    Requests.with(
                            "POST", node, "/threads/search", header + ": " + value + "\r\n", "{}"));
            sent++;
        }
        for (String path : List.of("/threads/a%0d%0aFORGED", "/%1b[31mFORGED", "/${jndi:ldap:x}")) {
            ask(Requests.get(node, path));
            sent++;
        }
        assertThatThrownBy(() -> new Terminal(node.platform, text, "wrong")).isNotNull();
        assertClean();
        assertThat(trap.caught()).isZero();
        return sent + " requests and a login; every line of both logs is whole, 0 lookups";
    }

    private void ask(byte[] request) throws IOException {
        try (Wire wire = new Wire(node.port())) {
            wire.send(request);
            assertThat(wire.answer().body())
                    .doesNotContain(System.getProperty("java.home"))
                    .doesNotContain(" 49 ");
        }
    }

    private void assertClean() throws IOException {
        for (String name : List.of("karaf.log", "security.log")) {
            Path file = node.platform.data().resolve("data/log").resolve(name);
            List<String> lines =
                    Files.readAllLines(file).stream()
                            .dropWhile(line -> !LINE.matcher(line).matches())
                            .toList();
            assertThat(lines).as(name).allMatch(line -> LINE.matcher(line).matches());
            assertThat(lines).as(name).noneMatch(line -> CONTROL.matcher(line).find());
            assertThat(lines).as(name).noneMatch(line -> line.startsWith("2026-01-01"));
        }
    }
}
