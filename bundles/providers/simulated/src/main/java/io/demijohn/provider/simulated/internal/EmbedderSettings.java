package io.demijohn.provider.simulated.internal;

import io.demijohn.model.ModelException;

/** A checked configuration of an embedding model. */
record EmbedderSettings(
        String name,
        int dimensions,
        Latency latency,
        long seed,
        double failRate,
        ModelException.Kind failKind) {

    static EmbedderSettings of(SimulatedEmbeddingsProvider.Config config) {
        Fields fields = new Fields();
        return new EmbedderSettings(
                fields.text("name", config::name),
                (int) fields.whole("dimensions", config::dimensions, 1, 65_536),
                Latency.parse("latency", config.latency()),
                fields.whole("seed", config::seed, Long.MIN_VALUE, Long.MAX_VALUE),
                fields.fraction("fail.rate", config::fail_rate),
                Settings.kind(config.fail_kind()));
    }
}
