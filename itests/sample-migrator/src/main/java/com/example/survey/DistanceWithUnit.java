package com.example.survey;

import io.demijohn.agent.*;
import java.util.*;
import org.osgi.service.component.annotations.Component;

/** Version 1 of the agent "surveyor" keeps miles; version 2 keeps a distance with its unit. */
@Component
public final class DistanceWithUnit implements StateMigrator {

    @Override
    public String agent() {
        return "surveyor";
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
        if (other.remove("miles") instanceof Number miles) {
            other.put("distance", Map.of("value", miles, "unit", "miles"));
        }
        return new StateValues(values.messages(), other);
    }
}
