package io.demijohn.provider.simulated.internal;

import java.util.List;

/** A checked configuration of a drill. */
record DrillSettings(String name, String model, int ranking, List<Fault> faults, long seed) {

    static DrillSettings of(DrillProvider.Config config) {
        Fields fields = new Fields();
        return new DrillSettings(
                fields.text("name", config::name),
                fields.text("model", config::model),
                (int) fields.whole("ranking", config::ranking, 1, Integer.MAX_VALUE),
                FaultReader.read(config.script()),
                fields.whole("seed", config::seed, Long.MIN_VALUE, Long.MAX_VALUE));
    }
}
