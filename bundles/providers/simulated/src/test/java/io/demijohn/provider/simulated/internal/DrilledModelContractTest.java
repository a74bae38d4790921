package io.demijohn.provider.simulated.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.testkit.model.ChatModelContract;
import io.demijohn.testkit.model.ModelStand;
import io.demijohn.testkit.model.Situation;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A drilled model keeps every promise of a model, whatever its faults are. */
final class DrilledModelContractTest extends ChatModelContract {

    private static final String CALLS =
            "{'rules':[{'match':'Look','steps':[{'tool_calls':["
                    + "{'name':'lookup','arguments':{'word':'ape'}},"
                    + "{'name':'lookup','arguments':{'word':'bee'}}]}]}]}";
    private static final Map<String, Kind> STATUSES =
            Map.of(
                    "400", Kind.INVALID_REQUEST,
                    "401", Kind.AUTHENTICATION,
                    "402", Kind.QUOTA,
                    "404", Kind.NOT_FOUND,
                    "413", Kind.CONTEXT_LENGTH,
                    "429", Kind.RATE_LIMITED,
                    "500", Kind.UNAVAILABLE,
                    "503", Kind.OVERLOADED,
                    "504", Kind.TIMEOUT,
                    "529", Kind.OVERLOADED);

    @Override
    protected ModelStand stand(Situation situation) {
        return stand(
                switch (situation) {
                    case ANSWERS, CALLS_TOOLS -> "'latency':'constant:1'";
                    case FAILS_BEFORE_FIRST -> "'status':503";
                    case FAILS_AFTER_FIRST -> "'after_pieces':1";
                    case HANGS -> "'hang':true";
                    case STALLS -> "'after_pieces':1,'hang':true";
                });
    }

    @Override
    protected Map<String, Kind> failures() {
        return STATUSES;
    }

    @Override
    protected ModelStand failing(String failure) {
        return stand("'status':" + failure);
    }

    private static ModelStand stand(String fault) {
        SimulatedModel real = Models.scripted(CALLS.replace('\'', '"'));
        DrilledModel drilled =
                new DrilledModel(
                        new DrillSettings(
                                "monday",
                                "sim",
                                1000,
                                FaultReader.read(
                                        ("{'faults':[{" + fault + "}]}").replace('\'', '"')),
                                42),
                        real,
                        real.info(),
                        TickClock.system());
        return new ModelStand() {
            @Override
            public ChatModel model() {
                return drilled;
            }

            @Override
            public void stop() {
                drilled.close();
                real.close(Duration.ofMillis(200));
            }

            @Override
            public void close() {
                drilled.close();
                real.close(Duration.ZERO);
            }
        };
    }

    @Test
    void itIsTheModelThatItDrillsAndSaysThatItDoes() {
        try (ModelStand stand = stand("'hang':true")) {
            assertThat(stand.model().info().name()).isEqualTo("sim");
            assertThat(stand.model().info().metadata()).containsEntry("drill", "monday");
        }
    }
}
