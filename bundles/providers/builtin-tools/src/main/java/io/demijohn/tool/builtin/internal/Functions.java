package io.demijohn.tool.builtin.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The calculator's functions and constants by name. */
final class Functions {

    private static final Map<String, BigDecimal> CONSTANTS =
            Map.of(
                    "pi", new BigDecimal("3.141592653589793238462643383279503"),
                    "e", new BigDecimal("2.718281828459045235360287471352662"));

    private static final Map<String, Function<List<BigDecimal>, BigDecimal>> FUNCTIONS =
            Map.ofEntries(
                    one("abs", BigDecimal::abs),
                    one("sqrt", Functions::sqrt),
                    one("floor", x -> x.setScale(0, RoundingMode.FLOOR)),
                    one("ceil", x -> x.setScale(0, RoundingMode.CEILING)),
                    Map.entry("round", Functions::round),
                    Map.entry("min", xs -> some("min", xs).stream().reduce(BigDecimal::min).get()),
                    Map.entry("max", xs -> some("max", xs).stream().reduce(BigDecimal::max).get()),
                    real("exp", Math::exp),
                    real("ln", Math::log),
                    real("log10", Math::log10),
                    real("sin", Math::sin),
                    real("cos", Math::cos),
                    real("tan", Math::tan));

    private Functions() {}

    static BigDecimal constant(String name) {
        BigDecimal value = CONSTANTS.get(name);
        if (value == null) {
            throw new ArithmeticException(
                    FUNCTIONS.containsKey(name)
                            ? "the function " + name + " needs parentheses"
                            : "\"" + name + "\" is not known; known are " + names());
        }
        return value;
    }

    static BigDecimal call(String name, List<BigDecimal> arguments) {
        Function<List<BigDecimal>, BigDecimal> function = FUNCTIONS.get(name);
        if (function == null) {
            throw new ArithmeticException(
                    "the function \"" + name + "\" is not known; known are " + names());
        }
        return function.apply(arguments);
    }

    private static String names() {
        return FUNCTIONS.keySet().stream().sorted().toList() + " and pi, e";
    }

    private static Map.Entry<String, Function<List<BigDecimal>, BigDecimal>> one(
            String name, UnaryOperator<BigDecimal> function) {
        return Map.entry(name, arguments -> function.apply(only(name, arguments)));
    }

    private static Map.Entry<String, Function<List<BigDecimal>, BigDecimal>> real(
            String name, DoubleUnaryOperator function) {
        return one(name, x -> Numbers.fromDouble(name, function.applyAsDouble(x.doubleValue())));
    }

    private static BigDecimal only(String name, List<BigDecimal> arguments) {
        if (arguments.size() != 1) {
            throw new ArithmeticException(name + " takes one argument");
        }
        return arguments.get(0);
    }

    private static List<BigDecimal> some(String name, List<BigDecimal> arguments) {
        if (arguments.isEmpty()) {
            throw new ArithmeticException(name + " takes at least one argument");
        }
        return arguments;
    }

    private static BigDecimal sqrt(BigDecimal x) {
        if (x.signum() < 0) {
            throw new ArithmeticException("sqrt of a negative number");
        }
        return x.sqrt(Numbers.PRECISION);
    }

    private static BigDecimal round(List<BigDecimal> arguments) {
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new ArithmeticException("round takes a number and, if you like, digits");
        }
        int digits = arguments.size() == 1 ? 0 : digits(arguments.get(1));
        return arguments.get(0).setScale(digits, RoundingMode.HALF_UP);
    }

    private static int digits(BigDecimal number) {
        if (number.abs().compareTo(BigDecimal.valueOf(30)) > 0
                || number.stripTrailingZeros().scale() > 0) {
            throw new ArithmeticException("round takes whole digits from -30 to 30");
        }
        return number.intValueExact();
    }
}
