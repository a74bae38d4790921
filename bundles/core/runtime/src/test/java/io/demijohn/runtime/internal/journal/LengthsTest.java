package io.demijohn.runtime.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LengthsTest {

    @Test
    void shortPiecesTakeOneLetterEach() {
        assertThat(Lengths.write(List.of(0, 4, 35))).isEqualTo("04z");
        assertThat(Lengths.write(List.of(36, -1, 120))).isEqualTo("(36)(-1)(120)");
        assertThat(Lengths.write(List.of())).isEmpty();
    }

    @Test
    void anyNumbersComeBack() {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            List<Integer> numbers =
                    random.ints(random.nextInt(20), -40, 80)
                            .map(n -> n == 79 ? random.nextInt() : n)
                            .boxed()
                            .toList();
            assertThat(Lengths.read(Lengths.write(numbers))).isEqualTo(numbers);
        }
    }

    @Test
    void damageIsSeen() {
        for (String text : List.of("4(", "(12", "4-4", "(x)", "()", "4 4")) {
            assertThatThrownBy(() -> Lengths.read(text))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
