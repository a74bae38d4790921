package io.demijohn.itests.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Starting, starting twice, and starting again. */
class StartIT {

    @Test
    void aSecondStartEndsWithOneSentence() {
        try (Platform platform = new Platform("start").start()) {
            Command sameFolder = platform.demijohn("start");
            assertThat(sameFolder.status()).isEqualTo(1);
            assertThat(sameFolder.output().strip().lines()).hasSize(1);
            assertThat(sameFolder.output())
                    .contains("already running on " + platform.data())
                    .contains(String.valueOf(platform.port()));

            Path other = Distribution.newFolder("start").resolve("other");
            Command samePort =
                    Command.run(
                            Distribution.home().resolve("bin/demijohn").toString(),
                            "start",
                            "--data",
                            other.toString(),
                            "--port",
                            String.valueOf(platform.port()));
            assertThat(samePort.status()).isEqualTo(1);
            assertThat(samePort.output().strip().lines()).hasSize(1);
            assertThat(samePort.output()).contains("port " + platform.port() + " is in use");
        }
    }

    @Test
    void threadsAndKeysOutliveTheProcess() {
        try (Platform platform = new Platform("restart").start()) {
            String thread = platform.api().newThread();
            platform.close();
            platform.start();
            assertThat(platform.api().get("/threads/" + thread).get("status").asText())
                    .isEqualTo("idle");
            assertThat(platform.api().exchange("GET", "/threads/" + thread + "0", "").statusCode())
                    .isEqualTo(422);
        }
    }

    @Test
    void nothingSecretIsInConfigurationOrLogs() {
        try (Platform platform = new Platform("secrets").start()) {
            String everything = platform.shell("config:list") + platform.log();
            assertThat(everything)
                    .doesNotContain(platform.api().key())
                    .doesNotContain(platform.adminPassword());
            assertThat(platform.adminPassword()).isNotEmpty();
        }
    }
}
