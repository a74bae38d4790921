package io.demijohn.itests.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each measurement in a short, seeded form: everything that was accepted ends well and nothing is
 * lost. Nothing is asserted of times. With {@code -Pdrills} the full forms run, as they do by hand.
 */
class LoadIT {

    private static final boolean DRILLS = Boolean.getBoolean("demijohn.drills");

    private static Stream<Arguments> measurements() {
        return Stream.of(
                form(
                        new Overhead(),
                        Map.of("sessions", "1,16", "seconds", 0.5, "warm-up", 1, "turns", 3)),
                form(
                        new InFlight(),
                        Map.of(
                                "threads", 500, "runs", 200, "streams", 40, "latency", 500, "hold",
                                6_000, "heap", "768m")),
                form(
                        new Growth(),
                        Map.of(
                                "turns", 20, "bytes", 61_440, "steps", 60, "threads", 500, "heap",
                                "768m")),
                form(
                        new Fairness(),
                        Map.of(
                                "flood", 300, "warm", 50, "latency", 20, "rate", 20, "seconds", 2,
                                "heap", "768m")),
                form(
                        new Overload(),
                        Map.of(
                                "seconds",
                                3,
                                "latency",
                                20,
                                "sessions",
                                16,
                                "find",
                                1,
                                "sample",
                                2)),
                form(
                        new Soak(),
                        Map.of(
                                "minutes",
                                0.15,
                                "rate",
                                60,
                                "sessions",
                                10,
                                "turns",
                                3,
                                "sample",
                                2,
                                "update",
                                3,
                                "settle",
                                0)));
    }

    private static Arguments form(Command command, Map<String, Object> brief) {
        Options options = command.options();
        if (!DRILLS) {
            brief.forEach(options::set);
            options.set("jvm", "-XX:TieredStopAtLevel=1"); // what runs for seconds starts sooner so
        }
        return Arguments.of(command.name(), command, options);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("measurements")
    @Timeout(3 * 3600)
    void nothingIsLostOrFails(String name, Command command, Options options) throws Exception {
        var text = new ByteArrayOutputStream();
        assertThat(command.run(options, new PrintStream(text, true))).as("%s", text).isEmpty();
        System.out.println(name + options.line() + "\n" + text);
    }
}
