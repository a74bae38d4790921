package io.demijohn.tool.builtin.internal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Arithmetic that always ends: 34 digits, and magnitudes from 1e-1000 to 1e1000. */
final class Numbers {

    static final MathContext PRECISION = MathContext.DECIMAL128;
    private static final int MAX_EXPONENT = 1_000;
    private static final int PLAIN_DIGITS = 40;

    private Numbers() {}

    /** Keeps every intermediate value small enough that the next operation is quick. */
    static BigDecimal bounded(BigDecimal value) {
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal rounded = value.round(PRECISION);
        long magnitude = (long) rounded.precision() - rounded.scale();
        if (magnitude > MAX_EXPONENT) {
            throw new ArithmeticException("the result is larger than 1e" + MAX_EXPONENT);
        }
        return magnitude < -MAX_EXPONENT ? BigDecimal.ZERO : rounded;
    }

    static BigDecimal fromDouble(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new ArithmeticException(what + " has no finite value here");
        }
        return BigDecimal.valueOf(value);
    }

    static BigDecimal divide(BigDecimal left, BigDecimal right) {
        if (right.signum() == 0) {
            throw new ArithmeticException("division by zero");
        }
        return left.divide(right, PRECISION);
    }

    static BigDecimal remainder(BigDecimal left, BigDecimal right) {
        if (right.signum() == 0) {
            throw new ArithmeticException("division by zero");
        }
        return left.remainder(right);
    }

    static BigDecimal power(BigDecimal base, BigDecimal exponent) {
        BigDecimal whole = exponent.setScale(0, RoundingMode.DOWN);
        boolean small = whole.precision() - whole.scale() <= 6;
        if (whole.compareTo(exponent) != 0 || !small) {
            return fromDouble("the power", Math.pow(base.doubleValue(), exponent.doubleValue()));
        }
        int times = whole.intValueExact();
        if (base.signum() == 0 && times < 0) {
            throw new ArithmeticException("division by zero");
        }
        checkMagnitude(base, times);
        BigDecimal raised = base.pow(Math.abs(times), PRECISION);
        return times < 0 ? BigDecimal.ONE.divide(raised, PRECISION) : raised;
    }

    /** Refuses a power by its size before working it out. */
    private static void checkMagnitude(BigDecimal base, int times) {
        long digits = Math.abs((long) base.precision() - base.scale() - 1);
        if (digits * Math.abs((long) times) > 100L * MAX_EXPONENT) {
            throw new ArithmeticException("the result is larger than 1e" + MAX_EXPONENT);
        }
    }

    static String show(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        boolean plain =
                Math.abs(stripped.scale()) <= PLAIN_DIGITS
                        && stripped.precision() - stripped.scale() <= PLAIN_DIGITS;
        return plain ? stripped.toPlainString() : stripped.toString();
    }
}
