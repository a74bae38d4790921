package io.demijohn.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * {@link PolicyBenchmark} under JMH, resilience4j beside. {@code -Pdrills} measures longer and
 * holds it to its goal; in a build others share the processor, and only garbage can be held to
 * anything.
 */
class PolicySpeedIT {

    private static final boolean DRILLS = Boolean.getBoolean("demijohn.drills");
    private static final TimeValue ITERATION = TimeValue.milliseconds(DRILLS ? 1_000 : 300);

    private record Measured(double nanos, double best, double bytes) {}

    @Test
    void successCostsNoGarbageAndLittleTime() throws Exception {
        Map<String, Measured> all = measure();
        all.forEach(
                (name, one) ->
                        System.out.printf(
                                "%s, a call that succeeds: %.0f ns (best %.0f), %.2f bytes%n",
                                name, one.nanos(), one.best(), one.bytes()));
        assertThat(all)
                .allSatisfy(
                        (name, one) -> {
                            if (!name.equals("resilience4j")) {
                                assertThat(one.bytes()).as(name).isLessThan(1);
                            }
                        });
        if (DRILLS) {
            assertThat(all.get("breaker").best())
                    .isLessThan(100)
                    .isLessThan(1.5 * all.get("resilience4j").best());
        }
    }

    private static Map<String, Measured> measure() throws Exception {
        OptionsBuilder options = new OptionsBuilder();
        options.include(PolicyBenchmark.class.getName())
                .forks(DRILLS ? 3 : 1)
                .warmupIterations(DRILLS ? 5 : 2)
                .warmupTime(ITERATION)
                .measurementIterations(DRILLS ? 5 : 3)
                .measurementTime(ITERATION)
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT);
        Map<String, Measured> all = new TreeMap<>();
        for (RunResult result : new Runner(options.build()).run()) {
            String name = result.getPrimaryResult().getLabel();
            double bytes = result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
            double best = result.getPrimaryResult().getStatistics().getMin();
            all.put(name, new Measured(result.getPrimaryResult().getScore(), best, bytes));
        }
        return all;
    }
}
