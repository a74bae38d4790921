package io.demijohn.tool.builtin.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Builds a sum and its value side by side, so that the value does not come from the parser. */
final class ExpressionPropertyTest {

    record Sum(String text, BigDecimal value) {}

    @Property(tries = 500)
    void agreesWithTheTree(@ForAll("sums") Sum sum) {
        assertThat(Expression.evaluate(sum.text())).isEqualByComparingTo(sum.value());
    }

    @Property(tries = 1000)
    void anyTextEndsWithAValueOrASentence(@ForAll("texts") String text) {
        try {
            assertThat(Numbers.show(Expression.evaluate(text))).isNotEmpty();
        } catch (ArithmeticException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("0123456789.+-*/^%() eEpi,sqrtmaxrnd\u00d7\u0000\uD83D")
                .ofMaxLength(60);
    }

    @Provide
    Arbitrary<Sum> sums() {
        return tree(4);
    }

    private Arbitrary<Sum> tree(int depth) {
        Arbitrary<Sum> leaf =
                Arbitraries.integers()
                        .between(0, 999)
                        .map(n -> new Sum(Integer.toString(n), BigDecimal.valueOf(n)));
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<Sum> inner =
                Combinators.combine(tree(depth - 1), Arbitraries.of('+', '-', '*'), tree(depth - 1))
                        .as(ExpressionPropertyTest::joined);
        return Arbitraries.oneOf(leaf, inner);
    }

    private static Sum joined(Sum left, char operator, Sum right) {
        BigDecimal value =
                switch (operator) {
                    case '+' -> left.value().add(right.value());
                    case '-' -> left.value().subtract(right.value());
                    default -> left.value().multiply(right.value());
                };
        return new Sum(
                "(" + left.text() + ") " + operator + " (" + right.text() + ")",
                value.round(Numbers.PRECISION));
    }
}
