package io.demijohn.tool.builtin.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpressionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2 + 3 * 4; 14",
                "(2 + 3) * 4; 20",
                "-2^2; -4",
                "2^3^2; 512",
                "2**10; 1024",
                "2^-2; 0.25",
                "9^0.5; 3",
                "7 % 4; 3",
                "10 / 4; 2.5",
                "1/3; 0.3333333333333333333333333333333333",
                "0.1 + 0.2; 0.3",
                "1.5e3 + 1; 1501",
                ".5 * 4; 2",
                "6 × 7 ÷ 2; 21",
                "sqrt(16) + abs(-2); 6",
                "round(2.5); 3",
                "round(pi, 4); 3.1416",
                "min(3, 1, 2) + max(3, 1, 2); 4",
                "floor(-1.5); -2",
                "ceil(1.2); 2",
                "SQRT(9); 3",
                "--3; 3",
                "17 * 23; 391",
                "9^99; 2.951266543065275214875348022619774E+94",
                "1e999 - 1e999; 0",
            })
    void worksOut(String expression, String result) {
        assertThat(Numbers.show(Expression.evaluate(expression))).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 +; the expression ends too early",
                "1 + )2; unexpected \")\" at position 5",
                "(1 + 2; \")\" is missing at position 7",
                "1 / 0; division by zero",
                "5 % 0; division by zero",
                "0^-1; division by zero",
                "sqrt(-1); sqrt of a negative number",
                "foo(1); the function \"foo\" is not known",
                "x + 1; \"x\" is not known",
                "sqrt; the function sqrt needs parentheses",
                "1 2; unexpected \"2\" at position 3",
                "2e; unexpected \"e\" at position 2",
                ".; \".\" is not a number",
                "min(); min takes at least one argument",
                "round(1, 99); round takes whole digits",
                "ln(0); ln has no finite value here",
                "System.exit(1); \"system\" is not known",
            })
    void saysWhatIsWrong(String expression, String message) {
        assertThatThrownBy(() -> Expression.evaluate(expression))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9^9^9^9",
                "9^9^9",
                "9^(9^(9^(9^9)))",
                "1e999999999",
                "1e999999999999999",
                "1e999*1e999",
                "10^1000000",
                "exp(1e900)",
            })
    void refusesGiantsAtOnce(String expression) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () ->
                        assertThatThrownBy(() -> Expression.evaluate(expression))
                                .isInstanceOf(ArithmeticException.class));
    }

    @Test
    void longestAndDeepestInputsEnd() {
        assertThatThrownBy(() -> Expression.evaluate("1+".repeat(501)))
                .hasMessageContaining("longer than 1000");
        for (String nested : new String[] {"(", "-", "sqrt(", "2^", "min(1,"}) {
            assertThatThrownBy(() -> Expression.evaluate(nested.repeat(1000 / nested.length())))
                    .isInstanceOf(ArithmeticException.class);
        }
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(2), () -> Expression.evaluate("9^99*".repeat(10) + "1"));
    }
}
