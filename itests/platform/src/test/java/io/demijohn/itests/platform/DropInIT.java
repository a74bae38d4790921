package io.demijohn.itests.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Through the whole: a chat completion of that model. */
    private static String answer(String model) {
        JsonNode completion =
                platform.api()
                        .post(
                                "/v1/chat/completions",
                                "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Ahoy\"}]}"
                                        .formatted(model));
        return completion.get("choices").get(0).get("message").get("content").asText();
    }

    private static void configure(String folder, String file) throws IOException {
        Files.copy(Path.of(folder, file), platform.etc().resolve(file));
    }

    private static void drop(Path folder, String jar) throws IOException {
        Files.copy(SAMPLES.resolve(jar), folder.resolve(jar));
    }
}
