package io.demijohn.testkit.agent;

import io.demijohn.agent.StateMigrator;
import io.demijohn.agent.StateValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The contract against a migrator that keeps it: a value gets another name. */
final class StateMigratorContractTest extends StateMigratorContract {

    @Override
    protected StateMigrator migrator() {
        return new StateMigrator() {
            @Override
            public String agent() {
                return "traveller";
            }

            @Override
            public int fromVersion() {
                return 1;
            }

            @Override
            public int toVersion() {
                return 2;
            }

            @Override
            public StateValues migrate(StateValues values) {
                Map<String, Object> other = new LinkedHashMap<>(values.other());
                if (other.containsKey("city")) {
                    other.put("town", other.remove("city"));
                }
                return new StateValues(values.messages(), other);
            }
        };
    }

    @Override
    protected List<StateValues> examples() {
        return List.of(new StateValues(List.of(), Map.of("city", "Bonn")));
    }

    @Override
    protected StateValues moved(StateValues example) {
        return new StateValues(List.of(), Map.of("town", "Bonn"));
    }
}
