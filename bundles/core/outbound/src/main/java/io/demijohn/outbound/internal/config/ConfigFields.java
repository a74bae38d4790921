package io.demijohn.outbound.internal.config;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Reads configuration fields and names the one that is wrong. */
public final class ConfigFields {

    private static final long DAY = Duration.ofDays(1).toMillis();

    private ConfigFields() {}

    /**
     * A text that must be there.
     *
     * @param field its name
     * @param value what was found
     * @return without blanks around it
     */
    public static String text(String field, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(field + " must be set");
        }
        return value.strip();
    }

    /**
     * A time of up to a day.
     *
     * @param field its name
     * @param value what was found, in milliseconds
     * @return the time
     */
    public static Duration millis(String field, LongSupplier value) {
        return Duration.ofMillis(whole(field, value, 1, DAY));
    }

    /**
     * A whole number.
     *
     * @param field its name
     * @param value what was found
     * @param min the smallest
     * @param max the largest
     * @return the number
     */
    public static long whole(String field, LongSupplier value, long min, long max) {
        long number;
        try {
            number = value.getAsLong();
        } catch (RuntimeException e) {
            // The typed view of a configuration throws on access when a value has the wrong type.
            throw new IllegalArgumentException(field + " must be a whole number", e);
        }
        if (number < min || number > max) {
            throw new IllegalArgumentException(field + " must be from " + min + " to " + max);
        }
        return number;
    }
}
