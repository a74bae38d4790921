package io.demijohn.provider.simulated.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | script is not JSON",
                "{} | script: rules must be a list",
                "{\"rules\": [{}]} | script: rules[0].steps must be a list",
                "{\"rules\": [{\"steps\": [{}]}]} | script: rules[0].steps[0] must have one of",
                "{\"rules\": [{\"match\": \"(\", \"steps\": [{\"text\": \"\"}]}]} | script:"
                        + " rules[0].match is not a regular expression",
                "{\"rules\": [{\"turn\": -1, \"steps\": [{\"text\": \"\"}]}]} | script:"
                        + " rules[0].turn must be a whole number",
                "{\"rules\": [{\"steps\": [{\"error\": \"OOPS\"}]}]} | script:"
                        + " rules[0].steps[0].error must be one of [INVALID_REQUEST",
                "{\"rules\": [{\"steps\": [{\"tool_calls\": [{}]}]}]} | script:"
                        + " rules[0].steps[0].tool_calls must be a list of",
                "/no/such/file.json | script /no/such/file.json cannot be read",
            })
    void namesThePlaceOfAMistake(String script, String message) {
        assertThatThrownBy(() -> ScriptReader.read(script))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void readsAScriptFromAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("script.json");
        Files.writeString(file, "{\"rules\": [{\"steps\": [{\"text\": \"hi\"}]}]}");
        assertThat(ScriptReader.read(file.toString()).rules()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "constant",
                "constant:-1",
                "constant:x",
                "uniform:5",
                "uniform:5:1",
                "normal:1:2",
                "constant:NaN",
                "constant:1e99",
                "lognormal:1:2:3"
            })
    void namesTheFieldOfAWrongLatency(String text) {
        assertThatThrownBy(() -> Latency.parse("token.latency", text))
                .hasMessageStartingWith("token.latency must be constant:MS");
    }

    @Test
    void latenciesFollowTheirDistribution() {
        assertThat(median("constant:20")).isEqualTo(20);
        assertThat(median("uniform:10:30")).isBetween(19.0, 21.0);
        assertThat(median("lognormal:20:0.5")).isBetween(19.0, 21.0);
        assertThat(samples("uniform:10:30").max().orElseThrow()).isLessThanOrEqualTo(30);
    }

    private static double median(String text) {
        double[] sorted = samples(text).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static DoubleStream samples(String text) {
        Latency latency = Latency.parse("f", text);
        SplittableRandom random = new SplittableRandom(1);
        return DoubleStream.generate(() -> latency.sample(random).toNanos() / 1e6).limit(10_001);
    }
}
