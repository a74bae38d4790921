package io.demijohn.itests.samples;

import com.example.survey.DistanceWithUnit;
import io.demijohn.agent.StateMigrator;
import io.demijohn.agent.StateValues;
import io.demijohn.testkit.agent.StateMigratorContract;
import java.util.List;
import java.util.Map;

final class DistanceContractTest extends StateMigratorContract {

    @Override
    protected StateMigrator migrator() {
        return new DistanceWithUnit();
    }

    @Override
    protected List<StateValues> examples() {
        return List.of(state(Map.of("miles", 26, "city", "Bonn")), state(Map.of("city", "Bonn")));
    }

    @Override
    protected StateValues moved(StateValues example) {
        return example.other().containsKey("miles")
                ? state(Map.of("distance", Map.of("value", 26, "unit", "miles"), "city", "Bonn"))
                : example;
    }

    private static StateValues state(Map<String, Object> other) {
        return new StateValues(List.of(), other);
    }
}
