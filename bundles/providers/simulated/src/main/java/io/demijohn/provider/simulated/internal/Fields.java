package io.demijohn.provider.simulated.internal;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Reads configuration fields and names the one that is wrong. */
final class Fields {

    String text(String field, Supplier<String> value) {
        String text = value.get().strip();
        if (text.isEmpty()) {
            throw new IllegalArgumentException(field + " must be set");
        }
        return text;
    }

    long whole(String field, LongSupplier value, long min, long max) {
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

    double fraction(String field, DoubleSupplier value) {
        double number;
        try {
            number = value.getAsDouble();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(field + " must be a number", e);
        }
        if (!(number >= 0 && number <= 1)) {
            throw new IllegalArgumentException(field + " must be from 0 to 1");
        }
        return number;
    }
}
