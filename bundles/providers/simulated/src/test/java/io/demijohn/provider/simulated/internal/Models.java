package io.demijohn.provider.simulated.internal;

import io.demijohn.clock.TickClock;
import io.demijohn.model.ModelException.Kind;
import java.time.Duration;

/** Models for tests, each with one thing set. */
final class Models {

    private Models() {}

    static SimulatedModel plain() {
        return scripted("");
    }

    static SimulatedModel scripted(String script) {
        return of(script, Latency.NONE, Latency.NONE, 0, 0);
    }

    static SimulatedModel failing(double rate, int afterChunks) {
        return of("", Latency.NONE, Latency.NONE, rate, afterChunks);
    }

    static SimulatedModel slow(String first, String token) {
        return of("", Latency.parse("first", first), Latency.parse("token", token), 0, 0);
    }

    private static SimulatedModel of(
            String script, Latency first, Latency token, double failRate, int afterChunks) {
        return new SimulatedModel(
                new Settings(
                        "sim",
                        ScriptReader.read(script),
                        first,
                        token,
                        1,
                        42,
                        failRate,
                        Kind.OVERLOADED,
                        afterChunks,
                        Duration.ofSeconds(10)),
                TickClock.system());
    }
}
