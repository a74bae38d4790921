package io.demijohn.provider.openai.internal;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Reads configuration fields and names the one that is wrong. */
final class Fields {

    private static final long DAY = Duration.ofDays(1).toMillis();

    private Fields() {}

    static String text(String field, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(field + " must be set");
        }
        return value.strip();
    }

    static Duration millis(String field, LongSupplier value) {
        return Duration.ofMillis(whole(field, value, 1, DAY));
    }

    static long whole(String field, LongSupplier value, long min, long max) {
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
