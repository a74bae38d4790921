package io.demijohn.provider.simulated.internal;

import io.demijohn.model.ChatModel;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.testkit.model.ChatModelContract;
import io.demijohn.testkit.model.ModelStand;
import io.demijohn.testkit.model.Situation;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

final class SimulatedModelContractTest extends ChatModelContract {

    @Override
    protected ModelStand stand(Situation situation) {
        return stand(Models.scripted(script(situation)));
    }

    @Override
    protected Map<String, Kind> failures() {
        return Arrays.stream(Kind.values())
                .collect(Collectors.toMap(Kind::name, Function.identity()));
    }

    @Override
    protected ModelStand failing(String failure) {
        return stand(Models.scripted(steps("{'error': '" + failure + "'}")));
    }

    private static String script(Situation situation) {
        return switch (situation) {
            case ANSWERS -> "";
            case CALLS_TOOLS ->
                    steps(
                            "{'tool_calls': [{'name': 'lookup', 'arguments': {'word': 'ape'}},"
                                    + "{'name': 'lookup', 'arguments': {'word': 'bee'}}]}");
            case FAILS_BEFORE_FIRST -> steps("{'error': 'overloaded'}");
            case FAILS_AFTER_FIRST -> steps("{'text': 'one two'}, {'error': 'truncated'}");
            case HANGS -> steps("{'hang': true}");
            case STALLS -> steps("{'text': 'one two'}, {'hang': true}");
        };
    }

    private static String steps(String steps) {
        return ("{'rules': [{'steps': [" + steps + "]}]}").replace('\'', '"');
    }

    private static ModelStand stand(SimulatedModel model) {
        return new ModelStand() {
            @Override
            public ChatModel model() {
                return model;
            }

            @Override
            public void stop() {
                model.close(Duration.ofMillis(200));
            }

            @Override
            public void close() {
                model.close(Duration.ZERO);
            }
        };
    }
}
