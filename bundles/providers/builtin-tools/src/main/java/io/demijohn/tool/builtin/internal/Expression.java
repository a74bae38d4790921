package io.demijohn.tool.builtin.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads and works out an expression in one pass (recursive descent). Powers bind tighter than a
 * minus sign before them and group to the right, as in mathematics: -2^2 is -4, 2^3^2 is 512.
 */
final class Expression {

    static final int MAX_LENGTH = 1_000;
    private static final int MAX_DEPTH = 100;

    private final String text;
    private int at;
    private int depth;

    private Expression(String text) {
        this.text = text;
    }

    /**
     * Works an expression out.
     *
     * @throws ArithmeticException with a sentence for the model when that cannot be done
     */
    static BigDecimal evaluate(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new ArithmeticException(
                    "the expression is longer than " + MAX_LENGTH + " characters");
        }
        Expression expression = new Expression(text);
        BigDecimal value = expression.sum();
        if (expression.at < text.length()) {
            throw expression.unexpected();
        }
        return value;
    }

    private BigDecimal sum() {
        BigDecimal value = product();
        while (true) {
            if (take('+')) {
                value = Numbers.bounded(value.add(product()));
            } else if (take('-')) {
                value = Numbers.bounded(value.subtract(product()));
            } else {
                return value;
            }
        }
    }

    private BigDecimal product() {
        BigDecimal value = signed();
        while (true) {
            if (take('*') || take('×')) {
                value = Numbers.bounded(value.multiply(signed()));
            } else if (take('/') || take('÷')) {
                value = Numbers.bounded(Numbers.divide(value, signed()));
            } else if (take('%')) {
                value = Numbers.bounded(Numbers.remainder(value, signed()));
            } else {
                return value;
            }
        }
    }

    private BigDecimal signed() {
        if (++depth > MAX_DEPTH) {
            throw new ArithmeticException("the expression is nested too deeply");
        }
        BigDecimal value;
        if (take('-')) {
            value = signed().negate();
        } else if (take('+')) {
            value = signed();
        } else {
            value = power();
        }
        depth--;
        return value;
    }

    private BigDecimal power() {
        BigDecimal base = atom();
        if (take('^') || takeStarStar()) {
            return Numbers.bounded(Numbers.power(base, signed()));
        }
        return base;
    }

    private BigDecimal atom() {
        skipSpace();
        if (take('(')) {
            BigDecimal value = sum();
            expect(')');
            return value;
        }
        char c = peek();
        if (isDigit(c) || c == '.') {
            return number();
        }
        if (Character.isLetter(c)) {
            return named();
        }
        throw unexpected();
    }

    private BigDecimal number() {
        int start = at;
        digits();
        if (peek() == '.') {
            at++;
            digits();
        }
        int mantissaEnd = at;
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            int exponentStart = at;
            digits();
            // "2e" is a 2 and then the constant e, which is not an expression: say so there.
            at = at == exponentStart ? mantissaEnd : at;
        }
        return parsed(text.substring(start, at));
    }

    private static BigDecimal parsed(String literal) {
        try {
            return Numbers.bounded(new BigDecimal(literal));
        } catch (NumberFormatException e) {
            throw new ArithmeticException("\"" + literal + "\" is not a number");
        }
    }

    private void digits() {
        while (isDigit(peek())) {
            at++;
        }
    }

    private BigDecimal named() {
        int start = at;
        while (Character.isLetterOrDigit(peek())) {
            at++;
        }
        String name = text.substring(start, at).toLowerCase(Locale.ROOT);
        if (!take('(')) {
            return Functions.constant(name);
        }
        List<BigDecimal> arguments = new ArrayList<>();
        if (!take(')')) {
            do {
                arguments.add(sum());
            } while (take(','));
            expect(')');
        }
        return Numbers.bounded(Functions.call(name, arguments));
    }

    /** Also reads the power sign of Python and Fortran. */
    private boolean takeStarStar() {
        skipSpace();
        if (text.startsWith("**", at)) {
            at += 2;
            return true;
        }
        return false;
    }

    private boolean take(char wanted) {
        skipSpace();
        boolean power = wanted == '*' && text.startsWith("**", at);
        if (peek() != wanted || power) {
            return false;
        }
        at++;
        skipSpace();
        return true;
    }

    private void expect(char wanted) {
        if (!take(wanted)) {
            throw new ArithmeticException("\"" + wanted + "\" is missing at position " + (at + 1));
        }
    }

    private void skipSpace() {
        while (Character.isWhitespace(peek())) {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private ArithmeticException unexpected() {
        return new ArithmeticException(
                at >= text.length()
                        ? "the expression ends too early"
                        : "unexpected \"" + text.charAt(at) + "\" at position " + (at + 1));
    }
}
