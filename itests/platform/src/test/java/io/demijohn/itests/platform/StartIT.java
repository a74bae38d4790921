package io.demijohn.itests.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.itests.support.Command;
import io.demijohn.itests.support.Distribution;
import io.demijohn.itests.support.Platform;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Starting, starting twice, and starting again. */
class StartIT {

    private static final String QUESTION =
            "{\"assistant_id\":\"agent\",\"input\":{\"messages\":[{\"role\":\"user\","
                    + "\"content\":\"What is 6*7?\"}]}}";

    private static Platform platform;

    @BeforeAll
    static void start() {
        platform = new Platform("start").start();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void aSecondStartOnTheFolderEndsWithOneSentence() {
        Command second = platform.demijohn("start");
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.output().strip().lines()).hasSize(1);
        assertThat(second.output())
                .contains("already running on " + platform.data())
                .contains(String.valueOf(platform.port()));
    }

    @Test
    void aSecondStartOnThePortEndsWithOneSentence() {
        Path other = Distribution.newFolder("start").resolve("other");
        Command second =
                Command.run(
                        Distribution.home().resolve("bin/demijohn").toString(),
                        "start",
                        "--data",
                        other.toString(),
                        "--port",
                        String.valueOf(platform.port()));
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.output().strip().lines()).hasSize(1);
        assertThat(second.output()).contains("port " + platform.port() + " is in use");
    }

    @Test
    void threadsRunsAndKeysOutliveTheProcess() {
        String thread = platform.api().newThread();
        platform.api().post("/threads/" + thread + "/runs/wait", QUESTION);
        String run =
                platform.api().get("/threads/" + thread + "/runs").get(0).get("run_id").asText();
        platform.close();
        platform.start();
        assertThat(platform.shell("run:list --json")).contains(run);
        assertThat(platform.api().get("/threads/" + thread).get("status").asText())
                .isEqualTo("idle");
        assertThat(platform.api().exchange("GET", "/threads/" + thread + "0", "").statusCode())
                .isEqualTo(422);
    }

    @Test
    void nothingSecretIsInConfigurationOrLogs() {
        assertThat(platform.adminPassword()).isNotEmpty();
        assertThat(platform.shell("config:list") + platform.log())
                .doesNotContain(platform.api().key())
                .doesNotContain(platform.adminPassword());
    }
}
