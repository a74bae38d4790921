package io.demijohn.provider.simulated.internal;

import java.time.Duration;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** A distribution of delays, read from {@code constant:20}, {@code uniform:10:50} and the like. */
record Latency(Shape shape, double first, double second) {

    private static final double MAX_MILLIS = 600_000;

    enum Shape {
        CONSTANT(1),
        UNIFORM(2),
        LOGNORMAL(2);

        private final int parameters;

        Shape(int parameters) {
            this.parameters = parameters;
        }
    }

    static final Latency NONE = new Latency(Shape.CONSTANT, 0, 0);

    static Latency parse(String field, String text) {
        String[] parts = text.strip().split(":", -1);
        try {
            Shape shape = Shape.valueOf(parts[0].strip().toUpperCase(Locale.ROOT));
            if (parts.length != shape.parameters + 1) {
                throw wrong(field);
            }
            double first = number(field, parts[1]);
            double second = shape.parameters == 2 ? number(field, parts[2]) : 0;
            if (shape == Shape.UNIFORM && second < first) {
                throw wrong(field);
            }
            return new Latency(shape, first, second);
        } catch (IllegalArgumentException e) {
            throw wrong(field);
        }
    }

    private static double number(String field, String text) {
        double value = Double.parseDouble(text.strip());
        if (!(value >= 0 && value <= MAX_MILLIS)) {
            throw wrong(field);
        }
        return value;
    }

    private static IllegalArgumentException wrong(String field) {
        return new IllegalArgumentException(
                field
                        + " must be constant:MS, uniform:MIN_MS:MAX_MS or lognormal:MEDIAN_MS:SIGMA,"
                        + " with numbers from 0 to 600000");
    }

    Duration sample(RandomGenerator random) {
        double millis =
                switch (shape) {
                    case CONSTANT -> first;
                    case UNIFORM -> first + (second - first) * random.nextDouble();
                    case LOGNORMAL -> first * Math.exp(second * random.nextGaussian());
                };
        return Duration.ofNanos((long) (Math.min(millis, MAX_MILLIS) * 1_000_000));
    }
}
