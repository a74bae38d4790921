package io.demijohn.provider.simulated.internal;

import io.demijohn.model.ModelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** A checked configuration. */
record Settings(
        String name,
        Script script,
        Latency firstToken,
        Latency token,
        int chunkWords,
        long seed,
        double failRate,
        ModelException.Kind failKind,
        int failAfterChunks,
        Duration drain) {

    static Settings of(SimulatedProvider.Config config) {
        Fields fields = new Fields();
        return new Settings(
                fields.text("name", config::name),
                ScriptReader.read(config.script()),
                Latency.parse("first.token.latency", config.first_token_latency()),
                Latency.parse("token.latency", config.token_latency()),
                (int) fields.whole("chunk.words", config::chunk_words, 1, 10_000),
                fields.whole("seed", config::seed, Long.MIN_VALUE, Long.MAX_VALUE),
                fields.fraction("fail.rate", config::fail_rate),
                kind(config.fail_kind()),
                (int) fields.whole("fail.after.chunks", config::fail_after_chunks, 0, 10_000),
                Duration.ofMillis(
                        fields.whole("drain.timeout.ms", config::drain_timeout_ms, 0, 60_000)));
    }

    static ModelException.Kind kind(String text) {
        try {
            return ModelException.Kind.valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "fail.kind must be one of " + Arrays.toString(ModelException.Kind.values()));
        }
    }
}
