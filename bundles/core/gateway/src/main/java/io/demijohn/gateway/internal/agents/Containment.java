package io.demijohn.gateway.internal.agents;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON containment, as PostgreSQL's {@code @>} has it. */
final class Containment {

    private Containment() {}

    static boolean holds(@Nullable Object whole, @Nullable Object part) {
        if (part instanceof Map<?, ?> wanted) {
            return whole instanceof Map<?, ?> map
                    && wanted.entrySet().stream()
                            .allMatch(
                                    entry ->
                                            map.containsKey(entry.getKey())
                                                    && holds(
                                                            map.get(entry.getKey()),
                                                            entry.getValue()));
        }
        if (part instanceof List<?> wanted) {
            return whole instanceof List<?> list
                    && wanted.stream()
                            .allMatch(item -> list.stream().anyMatch(has -> holds(has, item)));
        }
        if (whole instanceof Number a && part instanceof Number b) {
            return a.doubleValue() == b.doubleValue();
        }
        return Objects.equals(whole, part);
    }
}
