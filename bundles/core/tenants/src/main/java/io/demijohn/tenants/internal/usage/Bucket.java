package io.demijohn.tenants.internal.usage;

import io.demijohn.tenant.UsageQuery.Dimension;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** What usage is kept apart by. */
record Bucket(LocalDate day, String tenant, String team, String key, String model) {

    static Bucket of(UsageRecord one) {
        return new Bucket(one.day(), one.tenant(), one.team(), one.key(), one.model());
    }

    String value(Dimension dimension) {
        return switch (dimension) {
            case TENANT -> tenant;
            case TEAM -> team;
            case KEY -> key;
            case MODEL -> model;
            case DAY -> day.toString();
        };
    }

    Map<Dimension, String> values(Set<Dimension> dimensions) {
        Map<Dimension, String> values = new EnumMap<>(Dimension.class);
        dimensions.forEach(dimension -> values.put(dimension, value(dimension)));
        return values;
    }

    boolean meets(Map<Dimension, String> only) {
        return only.entrySet().stream()
                .allMatch(wanted -> value(wanted.getKey()).equals(wanted.getValue()));
    }
}
