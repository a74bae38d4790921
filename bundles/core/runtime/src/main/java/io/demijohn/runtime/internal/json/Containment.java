package io.demijohn.runtime.internal.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's {@code @>} over JSON values: what the whole must have of a part, nested too. */
public final class Containment {

    private Containment() {}

    /**
     * Whether all of a part is in a whole.
     *
     * @param whole a JSON value
     * @param part a JSON value
     * @return true for an empty part of the same kind
     */
    public static boolean contains(@Nullable Object whole, @Nullable Object part) {
        if (part instanceof Map<?, ?> wanted) {
            return whole instanceof Map<?, ?> object
                    && wanted.entrySet().stream()
                            .allMatch(
                                    entry ->
                                            object.containsKey(entry.getKey())
                                                    && contains(
                                                            object.get(entry.getKey()),
                                                            entry.getValue()));
        }
        if (part instanceof List<?> wanted) {
            return whole instanceof List<?> list
                    && wanted.stream()
                            .allMatch(one -> list.stream().anyMatch(x -> contains(x, one)));
        }
        if (part instanceof Number number && whole instanceof Number other) {
            return decimal(number).compareTo(decimal(other)) == 0;
        }
        return Objects.equals(whole, part);
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }
}
