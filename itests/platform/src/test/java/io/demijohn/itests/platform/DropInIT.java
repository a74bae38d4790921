package io.demijohn.itests.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Jars;
import io.demijohn.itests.support.Platform;
import io.demijohn.itests.support.ToolServer;
import io.demijohn.itests.support.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A vendor's jar and two files make two models, or two tools, in a platform that keeps running;
 * taking a file away takes that one away. (That the samples keep their contracts is tested where
 * they are built.)
 */
class DropInIT {

    private static final Path SAMPLES = Path.of("target/samples");
    private static final String SURVEY =
            "{\"rules\":["
                    + "{\"match\":\"measure\",\"turn\":0,\"steps\":[{\"tool_calls\":[{\"name\":\"gate\"}]}]},"
                    + "{\"match\":\"measure\",\"turn\":1,\"steps\":[{\"tool_calls\":[{\"name\":\"miles_to_km\",\"arguments\":{\"value\":2}}]}]},"
                    + "{\"match\":\"measure\",\"turn\":2,\"steps\":[{\"text\":\"{{results}}\"}]}]}";

    private static Platform platform;
    private static long process;

    @BeforeAll
    static void start() {
        platform = new Platform("drop-in").start();
        process = platform.process().pid();
    }

    @AfterAll
    static void stop() {
        assertThat(platform.process().pid()).isEqualTo(process);
        platform.close();
    }

    @Test
    void aProviderComesAndGoes() throws IOException {
        drop(platform.deploy(), "com.example.parrot.jar");
        configure("../sample-provider/etc", "com.example.parrot-polly.cfg");
        configure("../sample-provider/etc", "com.example.parrot-jack.cfg");
        Await.until(platform::models, names -> names.containsAll(Set.of("polly", "jack")));
        assertThat(answer("polly")).isEqualTo("You said: Ahoy");
        assertThat(answer("jack")).isEqualTo("Aye: Ahoy");

        Files.delete(platform.etc().resolve("com.example.parrot-polly.cfg"));
        Await.until(platform::models, names -> !names.contains("polly"));
        assertThat(platform.models()).contains("jack", "simulated");
        assertThat(answer("jack")).isEqualTo("Aye: Ahoy");

        Files.delete(platform.deploy().resolve("com.example.parrot.jar"));
        Await.until(platform::models, names -> !names.contains("jack"));
        assertThat(platform.models()).containsExactly("simulated");
    }

    /** Faults go into the calls of a model for as long as a file is there. */
    @Test
    void aDrillComesAndGoes() throws IOException {
        Path drill = platform.etc().resolve("io.demijohn.provider.simulated.drill-monday.cfg");
        assertThat(status("simulated")).isEqualTo(200);
        Files.writeString(
                drill,
                "name = monday\nmodel = simulated\nscript = {\"faults\":[{\"status\":400}]}\n");
        Await.until(() -> status("simulated"), status -> status == 400);
        assertThat(platform.shell("llm:list --json")).contains("monday");
        Files.delete(drill);
        Await.until(() -> status("simulated"), status -> status == 200);
        assertThat(platform.shell("llm:list --json")).doesNotContain("monday");
    }

    private static int status(String model) {
        return platform.api().exchange("POST", "/v1/chat/completions", chat(model)).statusCode();
    }

    private static String chat(String model) {
        return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Ahoy\"}]}"
                .formatted(model);
    }

    @Test
    void vectorsAreThereWithoutAKey() {
        JsonNode answer =
                platform.api()
                        .post(
                                "/v1/embeddings",
                                "{\"model\":\"simulated-embeddings\",\"input\":\"Ahoy\"}");
        assertThat(answer.at("/data/0/embedding")).hasSize(256);
        assertThat(answer.at("/metadata/simulated").asBoolean()).isTrue();
    }

    @Test
    void aToolComesAndGoes() throws IOException {
        drop(platform.deploy(), "com.example.convert.jar");
        configure("../sample-tool/etc", "com.example.convert-miles.cfg");
        configure("../sample-tool/etc", "com.example.convert-pounds.cfg");
        Await.until(
                platform::tools, names -> names.containsAll(Set.of("miles_to_km", "pounds_to_kg")));
        assertThat(platform.shell("tool:call miles_to_km '{\"value\":2}'")).contains("3.218688 km");

        Files.delete(platform.etc().resolve("com.example.convert-miles.cfg"));
        Await.until(platform::tools, names -> !names.contains("miles_to_km"));
        assertThat(platform.tools()).contains("pounds_to_kg", "calculator");

        Files.delete(platform.deploy().resolve("com.example.convert.jar"));
        Await.until(platform::tools, names -> !names.contains("pounds_to_kg"));
        assertThat(platform.tools()).contains("calculator", "time");
    }

    /** A new major version of a tool, and of an agent's state, under runs that began before. */
    @Test
    void oldRunsWaitForWhatTheyBeganWithAndOldStatesAreMoved() throws IOException {
        try (ToolServer gate = new ToolServer()) {
            survey(gate);
            String thread = platform.api().newThread();
            ask(thread, "hello");
            platform.api().post("/threads/" + thread + "/state", "{\"values\":{\"miles\":26}}");

            gate.hold("/gate");
            Turn old = new Turn(platform.api(), "surveyor", "Please measure it.");
            Await.until(() -> gate.keys("/gate").size(), calls -> calls == 1);
            Files.delete(platform.deploy().resolve("com.example.convert.jar"));
            Await.until(platform::tools, names -> !names.contains("miles_to_km"));
            Jars.withVersion(
                    SAMPLES.resolve("com.example.convert.jar"),
                    "2.0.0",
                    SAMPLES.resolve("com.example.convert-2.jar"));
            drop(platform.deploy(), "com.example.convert-2.jar");
            Await.until(platform::tools, names -> names.contains("miles_to_km"));
            gate.release("/gate");
            Await.until(DropInIT::waiting, runs -> runs.contains("miles_to_km"));
            assertThat(ask(platform.api().newThread(), "Please measure it."))
                    .contains("3.218688 km");
            assertThat(old.run().get("status").asText()).isEqualTo("pending");
            drop(platform.deploy(), "com.example.convert.jar");
            Await.until(() -> old.run().get("status").asText(), "success"::equals);
            assertThat(old.messages().toString()).contains("3.218688 km");

            platform.api().exchange("PUT", "/admin/agents/surveyor", surveyor(2));
            String run =
                    platform.api()
                            .post("/threads/" + thread + "/runs", question("and now?"))
                            .get("run_id")
                            .asText();
            Await.until(
                    DropInIT::waiting,
                    runs -> runs.contains("state migrator of agent surveyor from version 1 to 2"));
            drop(platform.deploy(), "com.example.survey.jar");
            JsonNode state = platform.api().get("/threads/" + thread + "/runs/" + run + "/join");
            assertThat(state.get("messages")).hasSize(4);
            assertThat(state.has("miles")).isFalse();
            assertThat(state.get("distance"))
                    .isEqualTo(new ObjectMapper().readTree("{\"value\":26,\"unit\":\"miles\"}"));
        } finally {
            clean();
        }
    }

    private static void survey(ToolServer gate) throws IOException {
        drop(platform.deploy(), "com.example.convert.jar");
        configure("../sample-tool/etc", "com.example.convert-miles.cfg");
        Files.writeString(
                platform.etc().resolve("io.demijohn.tool.http-gate.cfg"),
                "name = gate\ndescription = Opens\nmethod = PUT\nurl = "
                        + gate.url("/gate")
                        + "\nallow.private.addresses = true\n");
        Files.writeString(
                platform.etc().resolve("io.demijohn.provider.simulated-surveyor.cfg"),
                "name = surveyor\nscript = " + SURVEY + "\n");
        Await.until(platform::tools, names -> names.containsAll(Set.of("miles_to_km", "gate")));
        Await.until(platform::models, names -> names.contains("surveyor"));
        platform.api().post("/admin/agents", surveyor(1));
    }

    private static void clean() throws IOException {
        for (String jar : List.of("convert", "convert-2", "survey")) {
            Files.deleteIfExists(platform.deploy().resolve("com.example." + jar + ".jar"));
        }
        Files.deleteIfExists(platform.etc().resolve("com.example.convert-miles.cfg"));
        Await.until(platform::tools, names -> !names.contains("miles_to_km"));
    }

    private static String surveyor(int stateVersion) {
        return "{\"name\":\"surveyor\",\"model\":\"surveyor\",\"tools\":[\"gate\",\"miles_to_km\"],\"state_version\":%d}"
                .formatted(stateVersion);
    }

    private static String question(String text) {
        return "{\"assistant_id\":\"surveyor\",\"input\":{\"messages\":\"%s\"}}".formatted(text);
    }

    private static String ask(String thread, String text) {
        return platform.api().post("/threads/" + thread + "/runs/wait", question(text)).toString();
    }

    private static String waiting() {
        return platform.shell("run:list --waiting --json");
    }

    /** Through the whole: a chat completion of that model. */
    private static String answer(String model) {
        JsonNode completion = platform.api().post("/v1/chat/completions", chat(model));
        return completion.get("choices").get(0).get("message").get("content").asText();
    }

    private static void configure(String folder, String file) throws IOException {
        Files.copy(Path.of(folder, file), platform.etc().resolve(file));
    }

    private static void drop(Path folder, String jar) throws IOException {
        Files.copy(SAMPLES.resolve(jar), folder.resolve(jar));
    }
}
