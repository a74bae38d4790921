package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.itests.support.Api;
import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Platform;
import io.demijohn.itests.support.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** An instance with a bundle of tools that do what a tool must not do. */
final class HostileNode implements Instance, AutoCloseable {

    static final List<String> KINDS =
            List.of(
                    "hang",
                    "deaf",
                    "huge",
                    "chatter",
                    "fail",
                    "deep",
                    "memory",
                    "nothing",
                    "exit",
                    "fork",
                    "recurse",
                    "recurse-liar");

    /** What a version of a model does that must not be. */
    static final Map<String, String> DEEDS =
            Map.of(
                    "constructor", "throws in its constructor",
                    "throws", "throws when it is asked",
                    "holds", "keeps the thread that asks",
                    "silent", "says nothing");

    private static final int CALLS = 12;

    final Platform platform;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
    private final long process;
    private final Jmx jmx;

    /** How much the tool is told to do: with {@code much} one per call of the script. */
    HostileNode(String memory) {
        platform = new Platform("hostile").with("JAVA_MAX_MEM", memory).start();
        try {
            process = platform.process().pid();
            plant();
            jmx = new Jmx(platform);
        } catch (IOException e) {
            platform.close(); // nobody else could
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            platform.close();
            throw e;
        }
    }

    private void plant() throws IOException {
        String jar = "com.example.hostile.jar";
        Files.copy(Path.of("target/samples", jar), platform.deploy().resolve(jar));
        for (String kind : KINDS) {
            Node.write(
                    platform.etc().resolve("com.example.hostile-" + kind + ".cfg"),
                    "kind = " + kind + "\n");
        }
        Path script = platform.data().resolveSibling("breaker.json");
        Node.write(script, script());
        Node.write(
                platform.etc().resolve("io.demijohn.provider.simulated-breaker.cfg"),
                "name = breaker\nscript = " + script + "\n");
        Await.until(platform::tools, names -> names.containsAll(KINDS));
        Await.until(platform::models, names -> names.contains("breaker"));
        Set<String> quoted = new HashSet<>();
        KINDS.forEach(kind -> quoted.add("\"" + kind + "\""));
        platform.api()
                .post(
                        "/admin/agents",
                        "{\"name\":\"nest\",\"model\":\"breaker\",\"tools\":["
                                + String.join(",", quoted)
                                + "],\"limits\":{\"max_depth\":5}}");
    }

    /** "use KIND MUCH" calls the tool, and then tells what it said. */
    private static String script() {
        String rules =
                KINDS.stream()
                        .map(
                                kind ->
                                        "{\"match\":\"use %s(?: (\\\\d+))?$\",\"turn\":0,\"steps\":[{\"tool_calls\":[{\"name\":\"%s\",\"arguments\":{\"much\":%s}}]}]}"
                                                .formatted(kind, kind, much(kind)))
                        .collect(Collectors.joining(",\n"));
        return "{\"rules\":["
                + rules
                + ",\n{\"match\":\"use\",\"turn\":1,\"steps\":[{\"text\":\"{{results}}\"}]}]}";
    }

    private static int much(String kind) {
        return switch (kind) {
            case "huge" -> Scale.of(64 << 20, 1 << 30);
            case "fork" -> Scale.of(50, 500);
            default -> 1;
        };
    }

    /** Lets an agent use a tool, and returns what it made of it. */
    String use(String kind) {
        JsonNode values =
                platform.api()
                        .post(
                                "/runs/wait",
                                "{\"assistant_id\":\"nest\",\"input\":{\"messages\":\"use "
                                        + kind
                                        + "\"}}");
        JsonNode messages = values.get("messages");
        assertThat(messages).as(values.toString()).isNotNull();
        return messages.get(messages.size() - 1).get("content").asText();
    }

    /** Asks without waiting. */
    CompletableFuture<String> ask(String path, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + platform.port() + path))
                        .timeout(Duration.ofSeconds(60))
                        .header("x-api-key", platform.api().key())
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .orTimeout(90, TimeUnit.SECONDS) // the request's own limit ends with the head
                .thenApply(HttpResponse::body);
    }

    /** A model whose later versions will be bad; the router waits two seconds for a first word. */
    void plantVictim() throws IOException {
        Path script = platform.data().resolveSibling("victim.json");
        Node.write(script, "{\"rules\":[{\"steps\":[{\"text\":\"the previous version\"}]}]}");
        Node.write(
                platform.etc().resolve("io.demijohn.provider.simulated-victim.cfg"),
                "name = victim\nscript = " + script + "\n");
        Path router = platform.etc().resolve("io.demijohn.router.cfg");
        Node.write(
                router,
                Files.readString(router)
                        .replace(
                                "first.token.timeout.ms = 30000", "first.token.timeout.ms = 2000"));
        Await.until(platform::models, names -> names.contains("victim"));
        platform.api().post("/admin/agents", "{\"name\":\"victim\",\"model\":\"victim\"}");
    }

    /** Puts a bad version before it, asks it many times, and tells how its breaker stands. */
    String quarantined(String kind) throws IOException {
        try (Terminal terminal = new Terminal(platform)) {
            return quarantined(kind, terminal);
        }
    }

    private String quarantined(String kind, Terminal terminal) throws IOException {
        Path config = platform.etc().resolve("com.example.hostile.model-" + kind + ".cfg");
        Node.write(config, "kind = " + kind + "\nmodel = victim\n");
        if (kind.equals("constructor")) {
            Await.until(platform::log, log -> log.contains("thrown by a constructor"));
        } else {
            Await.until(() -> breaker(kind, terminal), state -> state.equals("closed"));
        }
        String body =
                "{\"model\":\"victim\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            all.add(ask("/v1/chat/completions", body));
        }
        for (CompletableFuture<String> one : all) {
            assertThat(one.join()).contains("the previous version");
        }
        assertThat(ask("/v1/chat/completions", body).join()).contains("the previous version");
        String state = breaker(kind, terminal);
        Files.delete(config);
        Await.until(() -> breaker(kind, terminal), now -> now.equals("not a service"));
        return state;
    }

    private static String breaker(String kind, Terminal terminal) {
        List<String> lines = terminal.run("breaker:list --json").lines().toList();
        for (JsonNode one : Api.json(String.join("\n", lines.subList(1, lines.size() - 1)))) {
            if (one.get("breaker").asText().startsWith("plugin:hostile-" + kind + "/")) {
                return one.get("state").asText();
            }
        }
        return "not a service";
    }

    /** Threads that the tool that hears nothing has kept. */
    long deafThreads() throws IOException {
        return jmx.threadsIn("deaf");
    }

    @Override
    public Vitals vitals() {
        return jmx.vitals();
    }

    /** The container lives, and other agents and tools work. */
    @Override
    public Vitals assertHeld(Vitals before) {
        assertThat(platform.process().pid()).isEqualTo(process);
        assertThat(platform.api().exchange("GET", "/health/ready", "").statusCode())
                .as("I7 readiness")
                .isEqualTo(200);
        JsonNode values =
                platform.api()
                        .post(
                                "/runs/wait",
                                "{\"assistant_id\":\"agent\",\"input\":{\"messages\":\"What is"
                                        + " 6*7?\"}}");
        assertThat(values.toString()).as("I8 the next turn").contains("42");
        return Await.until(jmx::vitals, now -> now.isBackTo(before));
    }

    @Override
    public void close() {
        jmx.close();
        platform.close();
    }
}
